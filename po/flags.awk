# Finishes what xgettext gathered: every message with a {placeholder} is marked python-brace-format, so that
# msgfmt --check refuses a translation that loses, invents or misspells one; and what usual placeholders stand for is said
# where the source says it too far from the text for xgettext to see.
BEGIN {
	RS = ""
	FS = "\n"
	about["host"] = "name of a server"
	about["incoming_host"] = "name of the server for receiving"
	about["port"] = "a number"
	about["address"] = about["sender"] = about["recipient"] = "an email address"
	about["domain"] = "the part after @ of an email address"
	about["user"] = "a user name"
	about["ip"] = "an IP address"
	about["reply"] = "the words of a server, not translated"
	about["provider"] = "name of a company, or 'your mail provider'"
	about["seconds"] = about["count"] = about["n"] = about["total"] = about["limit"] = "a number"
	about["date"] = "date and time"
	about["path"] = "name of a file"
	about["test"] = "one of the tests, such as 'Look up the name of the server'"
	about["method"] = "a way to sign in, such as CRAM-MD5"
}

function notes(text, comments,    rest, name, seen, found) {
	rest = text
	found = ""
	while (match(rest, /\{[a-z_]+\}/)) {
		name = substr(rest, RSTART + 1, RLENGTH - 2)
		rest = substr(rest, RSTART + RLENGTH)
		if (name in about && !(name in seen) && index(comments, "{" name "}") == 0)
			found = found "#. {" name "}: " about[name] "\n"
		seen[name] = 1
	}
	return found
}

{
	text = comments = ""
	for (i = 1; i <= NF; i++) {
		if ($i !~ /^#/)
			text = text $i
		if ($i ~ /^#\./)
			comments = comments $i
	}
	marked = NR > 1 && text ~ /\{[a-z_]+\}/
	if (NR > 1)
		print ""
	if (marked)
		printf "%s", notes(text, comments)
	done = 0
	for (i = 1; i <= NF; i++) {
		if (marked && !done && $i ~ /^msg(id|ctxt) /) {
			print "#, python-brace-format"
			done = 1
		}
		print $i
	}
}
