//! The quick ways through JSON against the strict one: what a full parser takes, they take, and find the same in it.

use super::strict;
use super::{Verdict, hold};
#[cfg(feature = "claude-code")]
use crate::agents::claude_code;
use crate::engine::database::found;
use crate::kit::json::cursor::Cursor;
use crate::kit::json::scan::unescaped;
use crate::kit::json::strict::Strict;
use crate::kit::json::walk::Walk;
use crate::kit::json::{BOM, Raw};
use crate::kit::records::pieces;

/// Where the lines of an agent lie whose reader has a walker of its own.
#[cfg(feature = "claude-code")]
const PATHS: [&str; 2] = ["-p/s.jsonl", "-p/s/subagents/agent-1.jsonl"];

/// Judges every walker on a text.
///
/// # Errors
///
/// What they disagree on.
pub fn walkers(bytes: &[u8]) -> Verdict {
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
    if strict::is_json(text) {
        whole(text)?;
        value(text)?;
        selected(text)?;
    }
    apart(bytes)?;
    #[cfg(feature = "claude-code")]
    transcript(bytes)?;
    Ok(())
}

/// A text that a full parser takes is one whole value.
fn whole(text: &[u8]) -> Verdict {
    let is_taken = match text.first() {
        Some(b'{') => Raw::whole(text).is_some_and(|raw| raw.bytes() == text),
        Some(b'[') => Raw::whole_array(text).is_some_and(|raw| raw.bytes() == text),
        _ => Raw::whole(text).is_none() && Raw::whole_array(text).is_none(),
    };
    hold(is_taken, || format!("not taken: {}", shown(text)))?;
    let is_record = Raw::record(text, ["a"]).is_some();
    hold(is_record == (text.first() == Some(&b'{')), || format!("no record: {}", shown(text)))
}

/// Both find the same in a value, and in all that is in it.
fn value(text: &[u8]) -> Verdict {
    let raw = Raw::over(text);
    match text.first() {
        Some(b'{') => {
            walked(text)?;
            members(raw, text)
        }
        Some(b'[') => {
            walked(text)?;
            let strict = strict::items(text).unwrap_or_default();
            let quick: Vec<&[u8]> = raw.items().into_iter().map(Raw::bytes).collect();
            hold(strict == quick, || format!("items of {}", shown(text)))?;
            strict.into_iter().try_for_each(value)
        }
        Some(b'"') => {
            let said = strict::text(text);
            hold(raw.text().as_deref() == said.as_deref(), || format!("text of {}", shown(text)))?;
            hold(said.is_none_or(|said| raw.says(&said)), || format!("says {}", shown(text)))
        }
        _ => number(raw, text),
    }
}

/// The walker that can be left early shows what a full parser shows.
fn walked(text: &[u8]) -> Verdict {
    let (quick, strict) = (shown_by::<Cursor<'_>>(text), shown_by::<Strict<'_>>(text));
    hold(quick == strict, || format!("{quick:?} and {strict:?} are walked in {}", shown(text)))
}

/// A member's key, which an item lacks, and its value.
type Step<'a> = (Option<Vec<u8>>, &'a [u8]);

/// All that a walker shows of an object or an array; `None` where it meets no JSON.
fn shown_by<'a, W: Walk<'a>>(text: &'a [u8]) -> Option<Vec<Step<'a>>> {
    let mut steps = Vec::new();
    let mut walk = W::over(Raw::over(text));
    let walked = if text.first() == Some(&b'[') {
        walk.array(|walk| {
            steps.push((None, walk.raw()?.bytes()));
            Ok(())
        })
    } else {
        walk.object(|key, walk| {
            // A key that is written with escapes is shown again as it reads.
            if !key.contains(&b'\\') {
                steps.push((Some(key.to_vec()), walk.raw()?.bytes()));
            }
            Ok(())
        })
    };
    walked.is_ok().then_some(steps)
}

fn members(raw: Raw<'_>, text: &[u8]) -> Verdict {
    let strict = strict::members(text).ok_or_else(|| format!("no members: {}", shown(text)))?;
    // A key that is no text is nobody's.
    let named: Vec<_> = strict.iter().filter(|(key, _)| str::from_utf8(key).is_ok()).collect();
    let mut quick = Vec::new();
    let is_whole = raw.each_member(|key, value| quick.push((key.to_vec(), value.bytes())));
    let is_same = is_whole && quick.len() == named.len() && quick.iter().zip(&named).all(|(a, b)| a == *b);
    hold(is_same, || format!("members of {}", shown(text)))?;
    for (key, first) in named.iter().rev() {
        let first = named.iter().find(|(known, _)| known == key).map_or(*first, |(_, value)| *value);
        let found = str::from_utf8(key).map(|key| raw.member(key).bytes()).unwrap_or_default();
        hold(found == first, || format!("a member of {}", shown(text)))?;
        let quoted = serde_json::to_string(&String::from_utf8_lossy(key)).unwrap_or_default();
        let read = unescaped(&quoted.as_bytes()[1..quoted.len() - 1]).map(std::borrow::Cow::into_owned);
        hold(read.as_deref() == Some(key), || format!("a key of {}", shown(text)))?;
    }
    strict.iter().try_for_each(|(_, inside)| value(inside))
}

fn number(raw: Raw<'_>, text: &[u8]) -> Verdict {
    let stated: Option<f64> = serde_json::from_slice(text).ok();
    let read = raw.number();
    let is_same = match (stated, read) {
        (Some(stated), Some(read)) => (stated - read).abs() <= stated.abs() * f64::EPSILON,
        (stated, read) => stated.is_some() == read.is_some(),
    };
    hold(is_same, || format!("{stated:?} is read as {read:?}: {}", shown(text)))?;
    let count = raw.count();
    let whole: Option<u64> = serde_json::from_slice(text).ok();
    let whole = whole.filter(|whole| *whole <= 1_000_000_000_000);
    hold(whole.is_none() || count == whole, || format!("{whole:?} is counted as {count:?}: {}", shown(text)))
}

/// What a selection asks of a document in a row is what a full parser finds there.
fn selected(text: &[u8]) -> Verdict {
    let members = strict::members(text).unwrap_or_default();
    for (key, _) in &members {
        let is_name = !key.is_empty() && key.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let Some(name) = str::from_utf8(key).ok().filter(|_| is_name) else { continue };
        let first = members.iter().find(|(known, _)| known == key).map_or(&b""[..], |(_, value)| *value);
        let found = found(text, &["$.", name].concat());
        hold(found == scalar(first), || format!("{name} is {found:?} in {}", shown(text)))?;
    }
    Ok(())
}

/// A scalar as a row shows it.
fn scalar(value: &[u8]) -> Option<String> {
    let shown = str::from_utf8(value).ok()?;
    match value.first()? {
        b't' => Some("1".to_owned()),
        b'f' => Some("0".to_owned()),
        b'"' => strict::text(value),
        b'-' | b'0'..=b'9' => {
            let whole = shown.parse::<i64>().map(|number| number.to_string());
            let real = || shown.parse().ok().filter(|number: &f64| number.is_finite());
            whole.ok().or_else(|| real().map(|number| number.to_string()))
        }
        _ => None,
    }
}

/// Pieces of a line are in order and hold all of it but white space.
fn apart(line: &[u8]) -> Verdict {
    let mut end = 0;
    let mut left = pieces(line);
    while let Some(piece) = left.next(&|object| Raw::over(object).each_member(|_, _| ())) {
        let is_next =
            piece.at >= end && line.get(piece.at..piece.at + piece.bytes.len()) == Some(piece.bytes);
        hold(is_next && !piece.bytes.is_empty(), || format!("a piece of {}", shown(line)))?;
        end = piece.at + piece.bytes.len();
    }
    Ok(())
}

/// The reader that has walkers of its own reads the same with either, of lines that are JSON.
#[cfg(feature = "claude-code")]
fn transcript(log: &[u8]) -> Verdict {
    let mut lines = Vec::new();
    for line in log.split(|byte| *byte == b'\n').filter(|line| strict::is_json(line.trim_ascii())) {
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    PATHS.iter().try_for_each(|path| match claude_code::disagreement(path, &lines) {
        Some(how) => Err(format!("{how}\nof {}", shown(&lines))),
        None => Ok(()),
    })
}

fn shown(text: &[u8]) -> String {
    text.escape_ascii().to_string()
}
