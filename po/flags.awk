# Marks every message with a {placeholder} as python-brace-format: msgfmt --check then refuses a translation that
# loses, invents or misspells one.
BEGIN { RS = ""; FS = "\n" }
{
	text = ""
	for (i = 1; i <= NF; i++)
		if ($i !~ /^#/)
			text = text $i
	if (NR > 1)
		print ""
	for (i = 1; i <= NF; i++) {
		if (NR > 1 && !done && $i ~ /^msg(id|ctxt) / && text ~ /\{[a-z_]+\}/) {
			print "#, python-brace-format"
			done = 1
		}
		print $i
	}
	done = 0
}
