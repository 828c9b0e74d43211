/*
 * A finding: what a check found, as an id, a msgid with typed arguments, and the evidence. It holds no translated text;
 * language and width are chosen when it is shown (ui/words). Findings are values: they own their strings.
 *
 * findings.def lists every id with its severity and step; tests/lint demands a scenario for each.
 */
#ifndef MAILMEND_ENGINE_FINDING_H
#define MAILMEND_ENGINE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/engine/step.h"

enum finding_id {
#define FINDING(id, name, severity, step) F_##id,
#include "checks/engine/findings.def"
#undef FINDING
	F_N
};

const char *finding_name(enum finding_id id);
enum severity finding_severity(enum finding_id id);
enum step finding_step(enum finding_id id);

enum arg_type {
	ARG_NONE,
	ARG_HOST,  /* masked in reports */
	ARG_IP,	   /* masked */
	ARG_EMAIL, /* masked */
	ARG_USER,  /* masked: a login name */
	ARG_TEXT,  /* words of a peer; isolated, masked where it holds names */
	ARG_NAME,  /* a product, a program, a method: shown as it is */
	ARG_COUNT, /* a number; chooses the plural form when it is the finding's count */
	ARG_PORT,
	ARG_SECONDS, /* a duration in seconds */
	ARG_DATE,    /* seconds since 1970, shown as a date */
	ARG_COMMAND, /* to be typed literally; alone on its line */
	ARG_URL,
	ARG_WORD, /* a msgid of its own, translated when shown ("implicit TLS") */
};

struct arg {
	const char *name; /* as in the msgid: "host" for {host}; a literal */
	enum arg_type type;
	char *text;	/* ARG_HOST … ARG_WORD: owned by the finding; in arguments of run_say: borrowed */
	int64_t number; /* ARG_COUNT, ARG_PORT, ARG_SECONDS, ARG_DATE */
};

static inline struct arg arg_text_of(const char *name, enum arg_type type, const char *text)
{
	return (struct arg){.name = name, .type = type, .text = (char *)text};
}

static inline struct arg arg_number_of(const char *name, enum arg_type type, int64_t number)
{
	return (struct arg){.name = name, .type = type, .number = number};
}

#define A_HOST(name, value)    arg_text_of(name, ARG_HOST, value)
#define A_IP(name, value)      arg_text_of(name, ARG_IP, value)
#define A_EMAIL(name, value)   arg_text_of(name, ARG_EMAIL, value)
#define A_USER(name, value)    arg_text_of(name, ARG_USER, value)
#define A_TEXT(name, value)    arg_text_of(name, ARG_TEXT, value)
#define A_NAME(name, value)    arg_text_of(name, ARG_NAME, value)
#define A_COMMAND(name, value) arg_text_of(name, ARG_COMMAND, value)
#define A_URL(name, value)     arg_text_of(name, ARG_URL, value)
#define A_WORD(name, msgid)    arg_text_of(name, ARG_WORD, msgid)
#define A_COUNT(name, value)   arg_number_of(name, ARG_COUNT, value)
#define A_PORT(value)	       arg_number_of("port", ARG_PORT, value)
#define A_SECONDS(name, value) arg_number_of(name, ARG_SECONDS, value)
#define A_DATE(name, value)    arg_number_of(name, ARG_DATE, value)

#define FINDING_ARGS_MAX     10
#define FINDING_EVIDENCE_MAX 16

struct evidence {
	const char *key; /* stable, lower-case, a literal: "reply_code", "took_ms", "tls_verify" */
	char *value;	 /* harmless text, English or a peer's words */
};

struct finding {
	enum finding_id id;
	const char *check;		  /* id of the check */
	const char *msgid, *msgid_plural; /* msgid_plural NULL: no plural; the count is the first ARG_COUNT */
	struct arg args[FINDING_ARGS_MAX];
	size_t n_args;
	struct evidence evidence[FINDING_EVIDENCE_MAX];
	size_t n_evidence;
	int64_t at_ms; /* since the run began */
	bool softened; /* a problem that does not stand in the way of this case: it counts as a warning */
};

/* The severity of this one: that of its id, or a warning where a problem was softened. */
enum severity finding_weight(const struct finding *finding);

/* A deep copy; the caller releases. */
void finding_copy(struct finding *dst_r, const struct finding *src);
void finding_release(struct finding *finding);

/* The argument or evidence of this name, NULL without one. */
const struct arg *finding_arg(const struct finding *finding, const char *name);
const char *finding_evidence(const struct finding *finding, const char *key);

#endif
