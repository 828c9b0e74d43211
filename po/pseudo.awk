# A language for tests, made from the .pot: every text in brackets, with accents and half as long again; {placeholders}
# and \n stay. What shows up without brackets is not translated, what shows up without the closing one is cut.
function accents(s,    out, c, i) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "{") {
			while (c != "}") {
				out = out c
				c = substr(s, ++i, 1)
			}
		} else if (c == "\\") {
			out = out c
			c = substr(s, ++i, 1)
		} else if (c == "%") {
			while (i < length(s) && c !~ /[a-zA-Z%]/ || c == "%" && substr(s, i + 1, 1) ~ /[-+ #0-9.a-zA-Z]/) {
				out = out c
				c = substr(s, ++i, 1)
			}
		} else if (c in accent) {
			c = accent[c]
		}
		out = out c
	}
	return out
}

function bracketed(s, pad,    first, last) {
	first = last = ""
	while (s ~ /^\\n/) {
		first = first "\\n"
		s = substr(s, 3)
	}
	while (s ~ /\\n$/) {
		last = last "\\n"
		s = substr(s, 1, length(s) - 2)
	}
	return first "[" accents(s) " " pad "]" last
}

function flush_text(    pad, i) {
	if (!have)
		return
	have = 0
	pad = ""
	for (i = 0; i < length(msgid) / 4; i++)
		pad = pad "~ "
	if (plural != "") {
		print "msgstr[0] \"" bracketed(msgid, pad) "\""
		print "msgstr[1] \"" bracketed(plural, pad) "\""
	} else {
		print "msgstr \"" bracketed(msgid, pad) "\""
	}
}

function unquote(s) {
	sub(/^[^"]*"/, "", s)
	sub(/"$/, "", s)
	return s
}

BEGIN {
	split("a á e é i í o ó u ú A Á E É O Ö U Ü c ç n ñ", pairs, " ")
	for (i = 1; i in pairs; i += 2)
		accent[pairs[i]] = pairs[i + 1]
	header = 1
}

header && /^$/ { header = 0 }
header {
	if (/^#, fuzzy/)
		next
	sub(/charset=CHARSET/, "charset=UTF-8")
	sub(/YEAR-MO-DA HO:MI\+ZONE/, "2026-11-21 12:00+0000")
	sub(/FULL NAME <EMAIL@ADDRESS>/, "pseudo.awk")
	sub(/LANGUAGE <LL@li.org>/, "tests")
	sub(/Language: /, "Language: en_XA")
	sub(/nplurals=INTEGER; plural=EXPRESSION/, "nplurals=2; plural=(n != 1)")
	print
	next
}
/^#/ || /^$/ || /^msgctxt / { flush_text(); state = ""; print; next }
/^msgid / { flush_text(); msgid = unquote($0); plural = ""; state = "id"; print; next }
/^msgid_plural / { plural = unquote($0); state = "plural"; print; next }
/^msgstr/ { state = "str"; have = 1; next }
/^"/ {
	if (state == "id")
		msgid = msgid unquote($0)
	else if (state == "plural")
		plural = plural unquote($0)
	if (state != "str")
		print
}
END { flush_text() }
