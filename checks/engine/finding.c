/*
 * Findings as values: their names from the table, deep copies, and the look-up of arguments and evidence.
 */
#include "checks/engine/finding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

struct finding_row {
	const char *name;
	enum severity severity;
	enum step step;
};

static const struct finding_row table[] = {
#define FINDING(id, name, severity, step) [F_##id] = {name, severity, step},
#include "checks/engine/findings.def"
#undef FINDING
};
static_assert(sizeof table / sizeof table[0] == F_N, "a row for each finding");

const char *finding_name(enum finding_id id)
{
	return table[id].name;
}

enum severity finding_weight(const struct finding *finding)
{
	enum severity severity = finding_severity(finding->id);

	return finding->softened && severity == SEVERITY_PROBLEM ? SEVERITY_WARNING : severity;
}

enum severity finding_severity(enum finding_id id)
{
	return table[id].severity;
}

enum step finding_step(enum finding_id id)
{
	return table[id].step;
}

void finding_copy(struct finding *dst_r, const struct finding *src)
{
	*dst_r = *src;
	for (size_t i = 0; i < src->n_args; i++)
		dst_r->args[i].text = mem_strdup(src->args[i].text);
	for (size_t i = 0; i < src->n_evidence; i++)
		dst_r->evidence[i].value = mem_strdup(src->evidence[i].value);
}

void finding_release(struct finding *finding)
{
	for (size_t i = 0; i < finding->n_args; i++)
		free(finding->args[i].text);
	for (size_t i = 0; i < finding->n_evidence; i++)
		free(finding->evidence[i].value);
	finding->n_args = 0;
	finding->n_evidence = 0;
}

const struct arg *finding_arg(const struct finding *finding, const char *name)
{
	for (size_t i = 0; i < finding->n_args; i++) {
		if (strcmp(finding->args[i].name, name) == 0)
			return &finding->args[i];
	}
	return NULL;
}

const char *finding_evidence(const struct finding *finding, const char *key)
{
	for (size_t i = 0; i < finding->n_evidence; i++) {
		if (strcmp(finding->evidence[i].key, key) == 0)
			return finding->evidence[i].value;
	}
	return NULL;
}
