# Makes a line of `scopeon status --json`, which `/api/v1/status` answers, too.
# $bar is text, tmux or waybar.

# Names come from logs. Of those nothing is kept that tmux (`#`), Pango (`<`, `&`) or a terminal would act on.
def name: if type == "string" then gsub("[^A-Za-z0-9 ._-]"; "")[0:24] else "?" end;
def num: if type == "number" then . elif type == "string" then (tonumber? // null) else null end;
def list: if type == "array" then map(select(type == "object")) else [] end;
def obj: if type == "object" then . else {} end;
def sum: map(num // 0) | add;

def money:
  num | if . == null then "–"
  elif . > 0 and . < 0.005 then "<$0.01"
  else (. * 100 | round) as $c | "$\($c / 100 | floor).\("0\($c % 100)"[-2:])" end;
def cost:
  obj | ([.unfinished_calls, .unknown_calls, .floor_calls] | sum) as $open | (.unpriced_calls | num // 0) as $unpriced
  | if $unpriced > 0 and $unpriced >= (.calls | num // 0) then "–*"
    else (if $open > 0 then "≥" else "" end) + (.cost_usd | money) + (if $unpriced > 0 then "*" else "" end) end;
# Never more than it is: 79.9 % has not reached 80.
def percent: num | if . == null then "–" else "\(. * 10000 | round / 100 | floor) %" end;
def window:
  (.minutes | num) as $m | if $m == null or $m <= 0 then .window | name
  elif $m % 1440 == 0 then "\($m / 1440)d" elif $m % 60 == 0 then "\($m / 60)h" else "\($m)m" end;
def sign: if .level == "used_up" then "✗" elif .level == "warn" then "▲" else "" end;
def rank: if .level == "used_up" then 3 elif .level == "warn" then 2 else 1 end;
def limit: "\(window) \(.used_ratio | percent)\(sign)";

obj
| (.limits | list | map(select(.used_ratio | num != null)) | sort_by([rank, (.used_ratio | num)])) as $limits
| ([.sessions | list | .[] | [(.context | num), (.window | num)] | select(.[0] != null and (.[1] // 0) > 0) | .[0] / .[1]] | max) as $fullest
| ([ (.today | cost),
     (if $fullest then "ctx \($fullest * 100 | round) %" else empty end),
     ($limits | last | if . then limit else empty end),
     (.fresh | obj | .state | if . == "live" or . == "current" then empty else "stale" end) ] | join(" · ")) as $line
| if $bar == "waybar" then
    { text: ($line | gsub("<"; "&lt;")),
      tooltip: ([$limits | reverse | .[] | "\(.provider | name) \(limit)"] | join("\n")),
      class: ($limits | last | if . then (.level | if . == "warn" or . == "used_up" then . else "ok" end) else "ok" end),
      percentage: ($limits | last | if . then (.used_ratio | num * 100 | floor) else 0 end) } | tojson
  elif $bar == "tmux" then $line | gsub("#"; "##")
  else $line end
