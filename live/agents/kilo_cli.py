"""Kilo CLI, of OpenCode's family."""

from install import Npm

from .opencode import OpenCode, family_config


class KiloCli(OpenCode):
    id = "kilo-cli"
    name = "Kilo CLI"
    package = Npm("@kilocode/cli", "kilo")

    def configure(self, place):
        place.write(".config/kilo/kilo.json", family_config(place))

    def environment(self, _place):
        return {"KILO_DISABLE_AUTOUPDATE": "1", "KILO_DISABLE_MODELS_FETCH": "1", "KILO_TELEMETRY_LEVEL": "off",
                "KILO_DISABLE_LSP_DOWNLOAD": "1"}
