//! The pictures of the README: what the program prints about its sample logs, drawn for a light page and a dark one.

use std::process::Command;

use anstyle::RgbColor;
use anstyle_lossy::palette::Palette;
use anstyle_svg::Term;

/// The instant that the pictures are of, so that they do not change by themselves.
const NOW: &str = "2026-11-20T15:04:00Z";
/// How many characters fit in a line of a picture.
const COLUMNS: &str = "92";

/// A page's colours: text, background, and the sixteen of a terminal.
struct Theme {
    name: &'static str,
    text: RgbColor,
    page: RgbColor,
    palette: Palette,
}

const fn rgb(hex: u32) -> RgbColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RgbColor(red, green, blue)
}

/// The colours of the project's one visual language.
const THEMES: [Theme; 2] = [
    Theme {
        name: "dark",
        text: rgb(0x00e6_e9ee),
        page: rgb(0x000f_1216),
        palette: palette([
            0x0f_1216, 0xff_6369, 0x4c_c38a, 0xf5_b83d, 0x5a_a9ff, 0xf9_b298, 0x7d_f8f8, 0xe6_e9ee,
        ]),
    },
    Theme {
        name: "light",
        text: rgb(0x001b_2027),
        page: rgb(0x00ff_ffff),
        palette: palette([
            0x1b_2027, 0xc6_2a2f, 0x18_794e, 0x91_5b00, 0x1f_6feb, 0x81_0fd4, 0x0d_2e78, 0x56_6170,
        ]),
    },
];

const fn palette(colors: [u32; 8]) -> Palette {
    let mut all = [rgb(0); 16];
    let mut index = 0;
    while index < 16 {
        all[index] = rgb(colors[index % 8]);
        index += 1;
    }
    Palette(all)
}

/// Draws what a command prints, once for each theme: the name of the file and the picture.
pub(crate) fn pictures(name: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let own = tempfile::tempdir().expect("a directory");
    let ran = Command::new(env!("CARGO_BIN_EXE_scopeon"))
        .args(arguments)
        .args(["--demo", "--color", "always", "--zone", "UTC", "--quiet", "--now", NOW])
        .env_clear()
        .env("HOME", own.path())
        .env("COLUMNS", COLUMNS)
        .output()
        .expect("the program");
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    let page = String::from_utf8(ran.stdout).expect("text");
    let shown = format!("$ scopeon {}\n{page}", arguments.join(" "));
    THEMES
        .iter()
        .map(|theme| {
            let term =
                Term::new().palette(theme.palette).fg_color(theme.text.into()).bg_color(theme.page.into());
            (format!("images/{name}-{}.svg", theme.name), term.render_svg(&shown))
        })
        .collect()
}

/// Draws the terminal dashboard, once for each theme, as it draws itself.
pub(crate) fn dashboards() -> Vec<(String, String)> {
    let own = tempfile::tempdir().expect("a directory");
    let draw = |theme: &str| {
        let file = own.path().join(theme);
        let ran = Command::new(env!("CARGO_BIN_EXE_scopeon"))
            .args([
                "tui", "--demo", "--zone", "UTC", "--now", NOW, "--size", "120x30", "--theme", theme, "--svg",
            ])
            .arg(&file)
            .env_clear()
            .env("HOME", own.path())
            .output()
            .expect("the program");
        assert!(ran.status.success(), "{theme}: {}", String::from_utf8_lossy(&ran.stderr));
        (format!("images/tui-{theme}.svg"), std::fs::read_to_string(&file).expect("a picture"))
    };
    ["dark", "light"].map(draw).into()
}
