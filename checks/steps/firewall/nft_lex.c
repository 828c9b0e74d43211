/*
 * Tokens of nftables files. Variables and includes are resolved here, so that the grammar does not see them.
 */
#include "checks/steps/firewall/nft_lex.h"

#include <fnmatch.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

#define TOKENS_MAX    400000
#define INCLUDE_DEPTH 8
#define FILE_PATH_MAX 512

struct variable {
	const char *name;
	size_t len, first, n; /* its tokens among the variables' tokens */
};

struct lexer {
	struct ruleset *ruleset;
	const struct nft_file *files;
	struct nft_tokens *out;
	VEC(struct variable) variables;
	VEC(struct nft_token) values;
};

bool nft_is(const struct nft_token *token, const char *word)
{
	return token->kind != NFT_STRING && token->kind != NFT_END && strlen(word) == token->len &&
	       memcmp(token->s, word, token->len) == 0;
}

static bool is_word_byte(char c)
{
	return ascii_isalnum(c) || strchr("_.:/-*$@+%\\[]~^", c) != NULL || (unsigned char)c >= 0x80;
}

/* One token at s, which is not blank; its length in the file in at_len. */
static void cut(const char *s, struct nft_token *token)
{
	size_t n = 0;

	token->s = token->at = s;
	if (*s == '"') {
		n = strcspn(s + 1, "\"\n");
		token->kind = NFT_STRING;
		token->s = s + 1;
		token->len = n;
		token->at_len = n + 1 + (s[n + 1] == '"');
		return;
	}
	if (*s == '\n' || *s == ';') {
		token->kind = NFT_END;
		n = 1;
	} else if (*s && is_word_byte(*s)) {
		while (s[n] && is_word_byte(s[n]) && !(s[n] == '\\' && s[n + 1] == '\n'))
			n++;
		token->kind = n == 1 && strchr(".:/", *s) ? NFT_MARK : NFT_WORD;
	} else {
		token->kind = NFT_MARK;
		n = strchr("=!<>", *s) && s[1] == '=' ? 2 : 1;
	}
	token->len = token->at_len = n ? n : 1;
}

/* The place behind blanks, comments and joined lines. */
static const char *skip_blanks(const char *s, int *line)
{
	for (;;) {
		if (*s == ' ' || *s == '\t' || *s == '\r') {
			s++;
		} else if (*s == '\\' && s[1] == '\n') {
			s += 2;
			++*line;
		} else if (*s == '#') {
			s += strcspn(s, "\n");
		} else {
			return s;
		}
	}
}

static void add(struct lexer *lexer, const struct nft_token *token)
{
	if (lexer->out->v.n < TOKENS_MAX)
		*VEC_ADD(&lexer->out->v) = *token;
	else
		lexer->out->partly = true;
}

static const struct variable *find_variable(const struct lexer *lexer, const char *name, size_t len)
{
	for (size_t i = lexer->variables.n; i > 0; i--) {
		const struct variable *variable = &lexer->variables.items[i - 1];

		if (variable->len == len && memcmp(variable->name, name, len) == 0)
			return variable;
	}
	return NULL;
}

/* A token, or what its variable stands for. */
static void add_expanded(struct lexer *lexer, const struct nft_token *token)
{
	const struct variable *variable = token->kind == NFT_WORD && token->len > 1 && token->s[0] == '$'
						  ? find_variable(lexer, token->s + 1, token->len - 1)
						  : NULL;

	if (!variable) {
		add(lexer, token);
		return;
	}
	for (size_t i = 0; i < variable->n; i++) {
		struct nft_token value = lexer->values.items[variable->first + i];

		value.at = token->at;
		value.at_len = token->at_len;
		value.line = token->line;
		value.file = token->file;
		add(lexer, &value);
	}
}

/* "define NAME = …" that was added as tokens from `first` on: taken out again and remembered. */
static void take_definition(struct lexer *lexer, size_t first)
{
	struct nft_tokens *out = lexer->out;
	const struct nft_token *name = &out->v.items[first + 1];
	struct variable variable = {.name = name->s, .len = name->len, .first = lexer->values.n};

	for (size_t i = first + 3; i < out->v.n && lexer->values.n < TOKENS_MAX; i++)
		*VEC_ADD(&lexer->values) = out->v.items[i];
	variable.n = lexer->values.n - variable.first;
	*VEC_ADD(&lexer->variables) = variable;
	out->v.n = first;
}

static void lex_file(struct lexer *lexer, const struct nft_file *file, int depth);

static void include(struct lexer *lexer, const struct nft_token *what, int depth)
{
	char path[FILE_PATH_MAX];
	bool found = false;

	if (what->len >= sizeof path || depth > INCLUDE_DEPTH) {
		lexer->out->partly = true;
		return;
	}
	memcpy(path, what->s, what->len);
	path[what->len] = '\0';
	for (const struct nft_file *file = lexer->files; file->path; file++) {
		if (fnmatch(path, file->path, FNM_PATHNAME) != 0)
			continue;
		lex_file(lexer, file, depth + 1);
		found = true;
	}
	if (!found && !strpbrk(path, "*?["))
		lexer->out->partly = true;
}

/* A statement has ended whose first token is `first`: what is meant for the lexer is done here. */
static void end_statement(struct lexer *lexer, size_t first, int depth)
{
	struct nft_tokens *out = lexer->out;
	size_t n = out->v.n - first;
	struct nft_token *tokens;

	if (n == 0)
		return;
	tokens = &out->v.items[first];
	if (n >= 4 && (nft_is(tokens, "define") || nft_is(tokens, "redefine")) && nft_is(&tokens[2], "=")) {
		take_definition(lexer, first);
	} else if (n == 2 && nft_is(tokens, "include")) {
		struct nft_token what = tokens[1];

		out->v.n = first;
		include(lexer, &what, depth);
	}
}

/* A definition's braces may hold lines; those of a table hold statements. */
static bool ends_statement(const struct lexer *lexer, size_t first, int braces)
{
	return braces <= 0 || lexer->out->v.n == first || !nft_is(&lexer->out->v.items[first], "define");
}

static void lex_file(struct lexer *lexer, const struct nft_file *file, int depth)
{
	const char *path = ruleset_keep_text(lexer->ruleset, file->path);
	const char *s = ruleset_keep_text(lexer->ruleset, file->text);
	size_t first = lexer->out->v.n;
	int line = 1, braces = 0, outer = 0;

	while (!lexer->out->partly || lexer->out->v.n < TOKENS_MAX) {
		struct nft_token token = {.file = path};

		s = skip_blanks(s, &line);
		if (!*s)
			break;
		token.line = line;
		cut(s, &token);
		s += token.at_len;
		line += token.kind == NFT_END && *token.s == '\n';
		braces += nft_is(&token, "{") - nft_is(&token, "}");
		if (token.kind == NFT_END && ends_statement(lexer, first, braces - outer)) {
			end_statement(lexer, first, depth);
			add(lexer, &token);
			first = lexer->out->v.n;
			outer = braces;
		} else if (token.kind != NFT_END) {
			add_expanded(lexer, &token);
		}
	}
	end_statement(lexer, first, depth);
}

void nft_lex(struct ruleset *ruleset, const struct nft_file *files, struct nft_tokens *tokens_r)
{
	struct lexer lexer = {.ruleset = ruleset, .files = files, .out = tokens_r};

	memset(tokens_r, 0, sizeof *tokens_r);
	if (files->path)
		lex_file(&lexer, files, 0);
	*VEC_ADD(&tokens_r->v) = (struct nft_token){.kind = NFT_END, .s = "", .at = ""};
	VEC_RELEASE(&lexer.variables);
	VEC_RELEASE(&lexer.values);
}

bool nft_next_include(const char **at, char *path_r, size_t size)
{
	bool statement = true;
	int line = 1;

	for (const char *s = skip_blanks(*at, &line); *s; s = skip_blanks(s, &line)) {
		struct nft_token token = {.kind = NFT_END}, what = {.kind = NFT_END};

		cut(s, &token);
		s += token.at_len;
		if (!statement || !nft_is(&token, "include")) {
			statement = token.kind == NFT_END || nft_is(&token, "{") || nft_is(&token, "}");
			continue;
		}
		s = skip_blanks(s, &line);
		if (*s)
			cut(s, &what);
		if (what.kind != NFT_STRING || what.len == 0 || what.len >= size)
			continue;
		memcpy(path_r, what.s, what.len);
		path_r[what.len] = '\0';
		*at = what.at + what.at_len;
		return true;
	}
	return false;
}
