# The end of CI's log, which is what is left of it when it is shortened: skipped tests in a line each, then, last, the failed ones with their messages.
# Reads the log of ./bv test: "failed NAME (16ms)" or "skipped NAME", and what belongs to it, indented.

function cut(text) { return length(text) > 240 ? substr(text, 1, 240) "..." : text }

/^(failed|skipped|passed) / {
  kind = $1
  lines = quiet = 0
  if (kind == "skipped") { name = $2; reason = "" }
  if (kind == "failed" && ++failures <= 20) { failed = failed cut($0) "\n" }
  next
}

# A test project that ended, and how.
/ failed with [0-9]+ error/ { sub(/^.*\//, ""); if (!seen[$0]++) ended = ended cut($0) "\n" }

!/^  / { kind = "" }

# Where it was built, what it printed, and the frames of others.
/^  from \// || /^ *$/ { next }
/^  (Standard output|Error output)/ { quiet = 1 }
quiet || (/^    at / && !/ in \/.*:[0-9]+$/) { next }

kind == "skipped" && reason == "" { reason = $0; if (++skips <= 40) skipped = skipped cut(name ":" substr(reason, 2)) "\n" }
kind == "failed" && failures <= 20 && ++lines <= (failures <= 6 ? 12 : 2) { failed = failed "  " cut($0) "\n" }

END {
  if (skips) printf "== skipped\n%s", skipped
  if (skips > 40) printf "and %d more\n", skips - 40
  if (failures || ended) printf "== failed\n%s%s", failed, ended
  if (failures > 20) printf "and %d more\n", failures - 20
}
