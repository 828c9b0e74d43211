/*
 * The sentences of SPF. Terms of a record ("include:_spf.example") are shown as they are written.
 */
#include "ui/words/spf_words.h"

#include "checks/engine/words.h"

static const char *fault_words(enum spf_fault fault)
{
	static const char *const words[] = {
		[SPF_FAULT_NONE] = "",
		/* TRANSLATORS: {term}: a word of an SPF record, as it is written there; {place}: the domain of that record, or the word that led to it; {name}: a domain; {text}: addresses, names or a record; {ip}: the address of a server; {code}, {number}: a literal result, a number. */
		[SPF_FAULT_UNKNOWN] = N_("{term} of {place} cannot be read: there is no rule of this name."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_CHARACTER] = N_("{term} of {place} cannot be read: it holds a character that may "
					   "not stand in such a record."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_ARGUMENT] = N_("{term} of {place} cannot be read: what it is about is missing."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_UNWANTED] = N_("{term} of {place} cannot be read: something stands behind it that "
					  "does not belong there."),
		[SPF_FAULT_NETWORK] =
			/* TRANSLATORS: as above. */
		N_("{term} of {place} cannot be read: that is no IP address of this kind."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_CIDR] = N_("{term} of {place} cannot be read: the number behind the slash is no "
				      "length of a network."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_DOMAIN] = N_("{term} of {place} cannot be read: that is no name of a domain."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_MACRO] = N_("{term} of {place} cannot be read: a percent sign stands there "
				       "without a right letter behind it."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_MODIFIER] = N_(
			"{term} of {place} cannot be read: what stands before the equals sign is no name."),
		/* TRANSLATORS: as above. */
		[SPF_FAULT_TWICE] = N_("{term} of {place} stands there a second time, which is not allowed."),
	};

	return words[fault];
}

static const char *limit_words(enum spf_trouble trouble)
{
	switch (trouble) {
	case SPF_TOO_MANY_LOOKUPS:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} is one look-up too many: a record may cost ten of them, those "
			  "of included records counted.");
	case SPF_TOO_MANY_VOIDS:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} finds nothing, and it is the third that does: two are allowed.");
	default:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} stands for more than ten mail servers, which is not allowed.");
	}
}

static const char *result_words(enum spf_code code)
{
	static const char *const words[] = {
		/* TRANSLATORS: as above. */
		[SPF_NONE] = N_("Result: none. {place} does not say who may send its mail."),
		/* TRANSLATORS: as above. */
		[SPF_NEUTRAL] = N_("Result: neutral. {place} says nothing about {ip}."),
		/* TRANSLATORS: as above. */
		[SPF_PASS] = N_("Result: pass. {place} allows {ip} to send its mail."),
		/* TRANSLATORS: as above. */
		[SPF_FAIL] = N_("Result: fail. {place} does not allow {ip} to send its mail."),
		/* TRANSLATORS: as above. */
		[SPF_SOFTFAIL] = N_("Result: softfail. {place} does not allow {ip} to send its mail, but "
				    "asks not to refuse it for that alone."),
		[SPF_TEMPERROR] =
			/* TRANSLATORS: as above. */
		N_("Result: temperror. Whether {place} allows {ip} could not be found out now."),
		[SPF_PERMERROR] =
			/* TRANSLATORS: as above. */
		N_("Result: permerror. The record of {place} is wrong, so receivers cannot use it."),
	};

	return words[code];
}

static const char *included_words(enum spf_code code)
{
	switch (code) {
	case SPF_PASS:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: the record of {name} allows your server {ip}.");
	case SPF_TEMPERROR:
	case SPF_PERMERROR:
	case SPF_NONE:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: the record of {name} gives no answer ({code}), and without it "
			  "there is none.");
	default:
		/* TRANSLATORS: as above. */
		return N_(
			"{term} of {place}: the record of {name} does not allow your server {ip} ({code}).");
	}
}

static const char *network_words(const struct spf_line *line)
{
	if (line->matched)
		/* TRANSLATORS: as above. */
		return N_("{place}: your server {ip} is in {text} ({term}).");
	if (line->qualifier == '+')
		/* TRANSLATORS: as above. */
		return N_("{place} allows {text}: your server {ip} is not in it.");
	/* TRANSLATORS: as above. */
	return N_("{place} has a rule for {text} ({term}): your server {ip} is not in it.");
}

static const char *names_words(const struct spf_line *line)
{
	/* TRANSLATORS: as above. */
	return line->matched ? N_("{term} of {place} asks for the names of {ip}: {text}. One of them belongs "
				  "to {name}.")
			     /* TRANSLATORS: as above. */
			     : N_("{term} of {place} asks for the names of {ip}: {text}. None of them "
				  "belongs to {name} and leads back.");
}

static const char *addresses_words(const struct spf_line *line)
{
	/* TRANSLATORS: as above. */
	return line->matched ? N_("{term} of {place} stands for the addresses of {name} ({text}): your "
				  "server {ip} is among them.")
			     /* TRANSLATORS: as above. */
			     : N_("{term} of {place} stands for the addresses of {name} ({text}): your "
				  "server {ip} is not among them.");
}

static const char *domain_words(const struct spf_line *line)
{
	switch (line->said) {
	case SPF_SAID_RECORD:
		/* TRANSLATORS: as above. */
		return N_("{name} publishes: {text}");
	case SPF_SAID_NO_RECORD:
		/* TRANSLATORS: as above. */
		return N_("{name} publishes no SPF record.");
	case SPF_SAID_NO_DOMAIN:
		/* TRANSLATORS: as above. */
		return N_("{name} does not exist.");
	case SPF_SAID_SEVERAL:
		/* TRANSLATORS: as above. */
		return N_("{name} publishes {number} SPF records. Only one is allowed, so none of them "
			  "counts.");
	default:
		/* TRANSLATORS: as above. */
		return line->name[0] ? N_("{name} is no domain that could publish a record.")
				     : N_("There is no domain that could publish a record.");
	}
}

static const char *host_words(const struct spf_line *line)
{
	switch (line->said) {
	case SPF_SAID_OTHER_FAMILY:
		/* TRANSLATORS: as above. */
		return N_("{place} has a rule for {term}: that is the other kind of address than {ip}.");
	case SPF_SAID_ADDRESSES:
		return addresses_words(line);
	case SPF_SAID_NO_ADDRESS:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: {name} has no address of the kind of {ip}.");
	case SPF_SAID_MX:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} stands for the mail servers of {name}: {text}.");
	case SPF_SAID_NO_MX:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: {name} names no mail server.");
	case SPF_SAID_PTR:
		return names_words(line);
	case SPF_SAID_NO_PTR:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} asks for the names of {ip}: none was found.");
	case SPF_SAID_EXISTS:
		/* TRANSLATORS: as above. */
		return line->matched ? N_("{term} of {place} asks whether {name} exists: it does.")
				     /* TRANSLATORS: as above. */
				     : N_("{term} of {place} asks whether {name} exists: it does not.");
	default:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} comes to {name}, which is no name that can be looked up.");
	}
}

static const char *other_words(const struct spf_line *line)
{
	switch (line->said) {
	case SPF_SAID_SYNTAX:
		return fault_words(line->fault);
	case SPF_SAID_NETWORK:
		return network_words(line);
	case SPF_SAID_INCLUDE:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: the record of {name} is read.");
	case SPF_SAID_INCLUDED:
		return included_words(line->code);
	case SPF_SAID_ALL:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place} is for every other server.");
	case SPF_SAID_REDIRECT:
		/* TRANSLATORS: as above. */
		return N_("{term} of {place}: no rule fits, so the record of {name} decides.");
	case SPF_SAID_NOTHING:
		/* TRANSLATORS: as above. */
		return N_("No rule of {place} fits.");
	case SPF_SAID_FAILED:
		/* TRANSLATORS: as above. */
		return N_("{name} could not be looked up ({text}).");
	case SPF_SAID_TOO_MANY:
		return limit_words(line->trouble);
	case SPF_SAID_RESULT:
		return line->place[0] ? result_words(line->code)
				      : N_("Result: none. There is no domain that could say who may send.");
	default:
		return N_("More was looked at than is shown here.");
	}
}

static const char *words_of(const struct spf_line *line)
{
	if (line->said <= SPF_SAID_SEVERAL)
		return domain_words(line);
	if (line->said >= SPF_SAID_OTHER_FAMILY && line->said <= SPF_SAID_UNUSABLE)
		return host_words(line);
	return other_words(line);
}

void words_spf_line(
	struct str *out, const struct spf_line *line, const char *ip, const struct words_style *style)
{
	const struct arg args[] = {
		line->included ? A_NAME("place", line->place) : A_HOST("place", line->place),
		A_NAME("term", line->term),
		A_HOST("name", line->name),
		A_TEXT("text", line->text),
		A_IP("ip", ip),
		A_NAME("code", spf_code_name(line->code)),
		A_COUNT("number", line->number),
	};

	words_fill(out, _(words_of(line)), args, sizeof args / sizeof *args, style);
}
