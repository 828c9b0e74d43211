/*
 * SPF: sections 6 and 7 of RFC 7208, modifiers, explanations and macros; over real packets, and the pure functions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/spf.h"
#include "checks/auth/spf_macro.h"
#include "checks/auth/spf_record.h"
#include "tests/unit/support/test_spf.h"

#define SIX  "2001:db8::cb01"
#define L63  "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij123"
#define LONG L63 "." L63 "." L63 "." L63
#define IS(who, what, ...)                                                                                   \
	{                                                                                                    \
		.sender = (who), .result = (what), __VA_ARGS__                                               \
	}

/* clang-format off */
static const struct test_zone_record zone[] = {
	{"one.example", "A", "192.0.2.1"}, {"pass.example", "TXT", "v=spf1 ip4:192.0.2.1 -all"}, {"slow.example", "SERVFAIL", ""},
	{"late.example", "TIMEOUT", ""},
	{"why.example", "TXT", "Because."}, {"why2.example", "TXT", "Other |words."}, {"empty.example", "TXT", "nothing"},
	{"ip.why.example", "TXT", "%{c} %{i} %{v} %{r}"}, {"six.why.example", "TXT", "%{ir}.%{v}.arpa"},

	/* 6: modifiers in general */
	{"mod1.example", "TXT", "v=spf1 moo.cow-far_out=man:dog/cat ip4:192.0.2.1 -all"}, {"mod2.example", "TXT", "v=spf1 moo.cow/far=x ip4:192.0.2.1 -all"},
	{"mod3.example", "TXT", "v=spf1 moo:cow=x ip4:192.0.2.1 -all"}, {"mod4.example", "TXT", "v=spf1 =x ip4:192.0.2.1 -all"},
	{"mod5.example", "TXT", "v=spf1 9x=y ip4:192.0.2.1 -all"}, {"mod6.example", "TXT", "v=spf1 x= ip4:192.0.2.1 -all"},
	{"mod7.example", "TXT", "v=spf1 x=%{abc} ip4:192.0.2.1 -all"}, {"mod8.example", "TXT", "v=spf1 x=%{c}%{t} x=y ip4:192.0.2.1 -all"},
	{"mod9.example", "TXT", "v=spf1 default=pass"}, {"mod10.example", "TXT", "v=spf1 -x=y ip4:192.0.2.1"}, {"mod11.example", "TXT", "v=spf1 ip4=192.0.2.1 -all"},
	{"mod12.example", "TXT", "v=spf1 x=a%b ip4:192.0.2.1 -all"}, {"mod13.example", "TXT", "v=spf1 v=spf1 ip4:192.0.2.1 -all"},

	/* 6.1 redirect */
	{"re.example", "TXT", "v=spf1 redirect=pass.example"}, {"re-first.example", "TXT", "v=spf1 redirect=pass.example ip4:203.0.113.1"},
	{"re-none.example", "TXT", "v=spf1 redirect=empty.example"}, {"re-gone.example", "TXT", "v=spf1 redirect=gone.example"},
	{"re-twice.example", "TXT", "v=spf1 redirect=pass.example redirect=pass.example"}, {"re-bare.example", "TXT", "v=spf1 redirect= ip4:192.0.2.1"},
	{"re-bad.example", "TXT", "v=spf1 ip4:192.0.2.1 redirect=pass"}, {"re-temp.example", "TXT", "v=spf1 redirect=slow.example"},
	{"re-macro.example", "TXT", "v=spf1 redirect=%{l}.example"}, {"re-self.example", "TXT", "v=spf1 redirect=%{d2}.deep.re-self.example"},
	{"re-case.example", "TXT", "v=spf1 REDIRECT=pass.example"}, {"re-colon.example", "TXT", "v=spf1 redirect:pass.example"},
	{"re-wrong.example", "TXT", "v=spf1 redirect=mod2.example"}, {"re-cidr.example", "TXT", "v=spf1 redirect=pass.example/24"},

	/* 6.2 exp */
	{"ex.example", "TXT", "v=spf1 -all exp=why.example"}, {"ex-front.example", "TXT", "v=spf1 exp=why.example -all"},
	{"ex-soft.example", "TXT", "v=spf1 ~all exp=why.example"}, {"ex-none.example", "TXT", "v=spf1 -all exp=gone.example"},
	{"ex-nodata.example", "TXT", "v=spf1 -all exp=one.example"}, {"ex-temp.example", "TXT", "v=spf1 -all exp=slow.example"},
	{"ex-late.example", "TXT", "v=spf1 -all exp=late.example"},
	{"ex-two.example", "TXT", "v=spf1 -all exp=two.why.example"}, {"two.why.example", "TXT", "A"}, {"two.why.example", "TXT", "B"},
	{"ex-joined.example", "TXT", "v=spf1 -all exp=why2.example"}, {"ex-eight.example", "TXT", "v=spf1 -all exp=eight.why.example"},
	{"eight.why.example", "TXT", "gr\\195\\188n"}, {"ex-ctl.example", "TXT", "v=spf1 -all exp=ctl.why.example"}, {"ctl.why.example", "TXT", "a\\027[31mb"},
	{"ex-nl.example", "TXT", "v=spf1 -all exp=nl.why.example"}, {"nl.why.example", "TXT", "a\\010b"},
	{"ex-macro.example", "TXT", "v=spf1 -all exp=bad.why.example"}, {"bad.why.example", "TXT", "50% off"},
	{"ex-macro2.example", "TXT", "v=spf1 -all exp=bad2.why.example"}, {"bad2.why.example", "TXT", "%{x}"},
	{"ex-void.example", "TXT", "v=spf1 -all exp=void.why.example"}, {"void.why.example", "TXT", ""},
	{"ex-twice.example", "TXT", "v=spf1 -all exp=why.example exp=why.example"}, {"ex-bare.example", "TXT", "v=spf1 -all exp="},
	{"ex-bad.example", "TXT", "v=spf1 -all exp=why"}, {"ex-c.example", "TXT", "v=spf1 -all exp=%{c}.example"},
	{"ex-esc.example", "TXT", "v=spf1 -all exp=esc.why.example"}, {"esc.why.example", "TXT", "100%% of%_it%-all"},
	{"ex-long.example", "TXT", "v=spf1 -all exp=%{l}.example"}, {"ex-any.example", "TXT", "v=spf1 exp=%{l}.example -all"},
	{"ex-in.example", "TXT", "v=spf1 include:ex.example ~all exp=why2.example"}, {"ex-in2.example", "TXT", "v=spf1 include:ex.example -all"},
	{"ex-in3.example", "TXT", "v=spf1 -include:pass.example exp=why.example"},
	{"ex-re.example", "TXT", "v=spf1 redirect=ex.example exp=why2.example"}, {"ex-re2.example", "TXT", "v=spf1 redirect=re2.example exp=why2.example"},
	{"re2.example", "TXT", "v=spf1 -all"}, {"ex-d.example", "TXT", "v=spf1 redirect=re3.example"}, {"re3.example", "TXT", "v=spf1 -all exp=d.why.example"},
	{"d.why.example", "TXT", "%{d} %{o} %{h}"}, {"ex-cname.example", "TXT", "v=spf1 -all exp=cname.why.example"}, {"cname.why.example", "CNAME", "why.example"},
	{"ex-spf.example", "TXT", "v=spf1 -all exp=ex-spf.example"}, {"ex-time.example", "TXT", "v=spf1 -all exp=t.why.example"},
	{"t.why.example", "TXT", "%{t12}"}, {"ex-ip.example", "TXT", "v=spf1 -all exp=ip.why.example"}, {"ex-six.example", "TXT", "v=spf1 -all exp=six.why.example"},
	{"ex-count.example", "TXT", "v=spf1 a:one.example a:one.example a:one.example a:one.example a:one.example a:one.example a:one.example a:one.example"
		" a:one.example a:one.example -all exp=why.example"},
	{"ex-other.example", "TXT", "v=spf1 -all exp=mail.why.example"}, {"mail.why.example", "TXT", "See http://why.example/?s=%{S}&i=%{I}&l=%{L}"},

	/* 7: macros in names */
	{"m-p.example", "TXT", "v=spf1 exists:%{p}.p.example -all exp=p.why.example"}, {"p.why.example", "TXT", "from %{p}"},
	{"mx.m-p.example", "A", "192.0.2.9"}, {"x.zz.example", "A", "192.0.2.9"}, {"1.2.0.192.in-addr.arpa", "PTR", "forged.example"},
	{"9.2.0.192.in-addr.arpa", "PTR", "x.zz.example"}, {"9.2.0.192.in-addr.arpa", "PTR", "mx.m-p.example"}, {"9.2.0.192.in-addr.arpa", "PTR", "m-p2.example"},
	{"m-p2.example", "A", "192.0.2.9"}, {"m-p2.example", "TXT", "v=spf1 -all exp=p.why.example"},
	{"8.2.0.192.in-addr.arpa", "SERVFAIL", ""}, {"m-p3.example", "TXT", "v=spf1 -all exp=p.why.example"}, {"x.zz.example.p.example", "A", "192.0.2.1"},
	{"unknown.p.example", "A", "192.0.2.1"},
	{"m-h.example", "TXT", "v=spf1 -a:%{h} +all"}, {"m-h2.example", "TXT", "v=spf1 a:%{H} -all"},
	{"m-v.example", "TXT", "v=spf1 exists:%{ir}.%{v}.m-v.example -all"}, {"1.2.0.192.in-addr.m-v.example", "A", "127.0.0.2"},
	{"1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.m-v.example", "A", "127.0.0.2"},
	{"m-bad1.example", "TXT", "v=spf1 exists:%{e}.example -all"}, {"m-bad2.example", "TXT", "v=spf1 exists:%{d0}.example -all"},
	{"m-bad3.example", "TXT", "v=spf1 exists:%{d.example -all"}, {"m-bad4.example", "TXT", "v=spf1 exists:%d.example -all"},
	{"m-bad5.example", "TXT", "v=spf1 exists:foo%.example -all"}, {"m-bad6.example", "TXT", "v=spf1 exists:%{d}example -all"},
	{"m-bad7.example", "TXT", "v=spf1 exists:%(d).example -all"}, {"m-bad8.example", "TXT", "v=spf1 a:%{t}.example -all"},
	{"m-bad9.example", "TXT", "v=spf1 a:%{r}.example -all"}, {"m-bad10.example", "TXT", "v=spf1 a:%{c}.example -all"},
	{"m-bad11.example", "TXT", "v=spf1 a:%{d1rr}.example -all"}, {"m-bad12.example", "TXT", "v=spf1 a:%{dr1}.example -all"},
	{"m-bad13.example", "TXT", "v=spf1 a:%{d-1}.example -all"}, {"m-bad14.example", "TXT", "v=spf1 a:% -all"}, {"m-bad15.example", "TXT", "v=spf1 a:%{} -all"},
	{"m-bad16.example", "TXT", "v=spf1 a:%{d@}.example -all"}, {"m-end1.example", "TXT", "v=spf1 a:%{d} -all"}, {"m-end1.example", "A", "192.0.2.1"},
	{"m-end2.example", "TXT", "v=spf1 exists:x.%% -all"}, {"m-end3.example", "TXT", "v=spf1 a:%{d}. -all"}, {"m-end4.example", "TXT", "v=spf1 a:%{d}/24 -all"},
	{"m-end4.example", "A", "192.0.2.200"}, {"m-end5.example", "TXT", "v=spf1 a:%{d}.museum -all"}, {"m-end5.example.museum", "A", "192.0.2.1"},
	{"m-end6.example", "TXT", "v=spf1 a:%{d}.1 -all"},
	{"m-cut.example", "TXT", "v=spf1 exists:%{l}.m-cut.example -all"},
	{"m-cut2.example", "TXT", "v=spf1 exists:%{l}%{l}%{l}%{l}.m-cut2.example -all"}, {L63 "." L63 "." L63 ".m-cut2.example", "A", "127.0.0.2"},
	{L63 "." L63 "." L63 ".m-cut.example", "A", "127.0.0.2"},
	{"m-esc.example", "TXT", "v=spf1 exists:%{L}.m-esc.example -all"}, {"a%3Db~c.m-esc.example", "A", "127.0.0.2"}, {"%40.m-esc.example", "A", "127.0.0.2"},
	{"m-raw.example", "TXT", "v=spf1 exists:%{l}.m-raw.example -all"}, {"a\\032b.m-raw.example", "A", "127.0.0.2"},
	{"m-lit.example", "TXT", "v=spf1 exists:%%%_%-.m-lit.example -all"}, {"%\\032%20.m-lit.example", "A", "127.0.0.2"},
	{"m-in.example", "TXT", "v=spf1 include:%{d1r}.in.example -all"}, {"m-in.in.example", "TXT", "v=spf1 exists:%{d}.%{o}.ok.example ~all"},
	{"m-in.in.example.m-in.example.ok.example", "A", "127.0.0.2"},
	{NULL, NULL, NULL},
};

static const struct test_spf cases[] = {
	/* 6 */
	IS("a@mod1.example", "pass"), IS("a@mod2.example", "permerror"), IS("a@mod3.example", "permerror"), IS("a@mod4.example", "permerror"),
	IS("a@mod5.example", "permerror"), IS("a@mod6.example", "pass"), IS("a@mod7.example", "permerror"), IS("a@mod8.example", "pass"),
	IS("a@mod9.example", "neutral"), IS("a@mod10.example", "permerror"), IS("a@mod11.example", "fail"), IS("a@mod12.example", "permerror"),
	IS("a@mod13.example", "pass"),

	/* 6.1 */
	IS("a@re.example", "pass", .lookups = 2), IS("a@re-first.example", "pass"), IS("a@re-none.example", "permerror"), IS("a@re-gone.example", "permerror"),
	IS("a@re-twice.example", "permerror"), IS("a@re-bare.example", "permerror"), IS("a@re-bad.example", "permerror"), IS("a@re-temp.example", "temperror"),
	IS("pass@re-macro.example", "pass"), IS("empty@re-macro.example", "permerror"), IS(L63 "z@re-macro.example", "permerror"),
	IS("a@re-self.example", "permerror"), IS("a@re-case.example", "pass"), IS("a@re-colon.example", "permerror"), IS("a@re-wrong.example", "permerror"),
	IS("a@re-cidr.example", "permerror"),

	/* 6.2 */
	IS("a@ex.example", "fail", .explanation = "Because."), IS("a@ex-front.example", "fail", .explanation = "Because."), IS("a@ex-soft.example", "softfail"),
	IS("a@ex-none.example", "fail", .voids = 1), IS("a@ex-nodata.example", "fail"), IS("a@ex-temp.example", "fail"), IS("a@ex-late.example", "fail", .limit_ms = 80),
	IS("a@ex-two.example", "fail"), IS("a@ex-joined.example", "fail", .explanation = "Other words."), IS("a@ex-eight.example", "fail"),
	IS("a@ex-ctl.example", "fail"), IS("a@ex-nl.example", "fail"), IS("a@ex-macro.example", "fail"), IS("a@ex-macro2.example", "fail"),
	IS("a@ex-void.example", "fail"), IS("a@ex-twice.example", "permerror"), IS("a@ex-bare.example", "permerror"), IS("a@ex-bad.example", "permerror"),
	IS("a@ex-c.example", "permerror"), IS("a@ex-esc.example", "fail", .explanation = "100% of it%20all"), IS(L63 "z@ex-long.example", "fail"),
	IS("why@ex-any.example", "fail", .explanation = "Because."), IS("a@ex-in.example", "softfail"), IS("a@ex-in2.example", "fail"),
	IS("a@ex-in3.example", "fail", .explanation = "Because."), IS("a@ex-re.example", "fail", .explanation = "Because."), IS("a@ex-re2.example", "fail"),
	IS("a@ex-d.example", "fail", .explanation = "re3.example ex-d.example mail.helo.example"), IS("a@ex-cname.example", "fail", .explanation = "Because."),
	IS("a@ex-spf.example", "fail", .explanation = "v=spf1 -all exp=ex-spf.example"),
	IS("a@ex-ip.example", "fail", .explanation = "192.0.2.1 192.0.2.1 in-addr unknown"),
	IS("a@ex-ip.example", "fail", .ip = "2001:db8::1", .explanation =
		"2001:db8::1 2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1 ip6 unknown"),
	IS("a@ex-six.example", "fail", .explanation = "1.2.0.192.in-addr.arpa"), IS("a@ex-count.example", "fail", .ip = "203.0.113.1", .lookups = 11, .explanation = "Because."),
	IS("a@ex-six.example", "fail", .ip = SIX, .explanation = "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6.arpa"),
	IS("jack&jill=up@ex-other.example", "fail", .explanation = "See http://why.example/?s=jack%26jill%3Dup%40ex-other.example&i=192.0.2.1&l=jack%26jill%3Dup"),
	IS("j\xc3\xbcrg@ex-other.example", "fail", .explanation = "See http://why.example/?s=j%C3%BCrg%40ex-other.example&i=192.0.2.1&l=j%C3%BCrg"),

	/* 7 */
	IS("a@m-p.example", "pass"), IS("a@m-p.example", "fail", .ip = "192.0.2.9", .explanation = "from mx.m-p.example"), IS("a@m-p2.example", "fail", .ip = "192.0.2.9", .explanation = "from m-p2.example"),
	IS("a@m-p3.example", "fail", .ip = "192.0.2.9", .explanation = "from x.zz.example"), IS("a@m-p3.example", "fail", .explanation = "from unknown"),
	IS("a@m-p3.example", "fail", .ip = "192.0.2.8", .explanation = "from unknown"), IS("a@m-p3.example", "fail", .ip = "2001:db8::5", .explanation = "from unknown"),
	IS("a@m-h.example", "fail", .helo = "one.example"), IS("a@m-h.example", "pass", .helo = "two.example"), IS("a@m-h2.example", "fail", .helo = "JUMPIN' JUPITER"),
	IS("a@m-h2.example", "fail", .helo = "[192.0.2.1]"), IS("a@m-h2.example", "pass", .helo = "one.example"), IS("a@m-h2.example", "fail", .helo = ""),
	IS("a@m-v.example", "pass"), IS("a@m-v.example", "pass", .ip = SIX), IS("a@m-v.example", "pass", .ip = "::ffff:192.0.2.1"),
	IS("a@m-bad1.example", "permerror"), IS("a@m-bad2.example", "permerror"), IS("a@m-bad3.example", "permerror"), IS("a@m-bad4.example", "permerror"),
	IS("a@m-bad5.example", "permerror"), IS("a@m-bad6.example", "permerror"), IS("a@m-bad7.example", "permerror"), IS("a@m-bad8.example", "permerror"),
	IS("a@m-bad9.example", "permerror"), IS("a@m-bad10.example", "permerror"), IS("a@m-bad11.example", "permerror"), IS("a@m-bad12.example", "permerror"),
	IS("a@m-bad13.example", "permerror"), IS("a@m-bad14.example", "permerror"), IS("a@m-bad15.example", "permerror"), IS("a@m-bad16.example", "permerror"),
	IS("a@m-end1.example", "pass"), IS("a@m-end2.example", "fail", .voids = 2), IS("a@m-end3.example", "permerror"), IS("a@m-end4.example", "pass"),
	IS("a@m-end5.example", "pass"), IS("a@m-end6.example", "permerror"),
	IS("aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaa." L63 "." L63 "." L63 "@m-cut.example", "pass"), IS("xx" L63 "@m-cut.example", "fail", .voids = 1), IS("a..b@m-cut.example", "fail", .voids = 1),
	IS("y." LONG "." LONG "." LONG "." L63 "@m-cut2.example", "pass"), IS("a=b~c@m-esc.example", "pass"), IS("@@m-esc.example", "pass"),
	IS("a b@m-raw.example", "pass"), IS("a\\b@m-raw.example", "fail", .voids = 2), IS("\xff\xfe@m-raw.example", "fail", .voids = 2),
	IS("a@m-lit.example", "pass"), IS("a@m-in.example", "pass"),
};
/* clang-format on */

static void test_cases(void **state)
{
	test_spf_cases(*state, cases, sizeof cases / sizeof *cases);
}

/* The examples of section 7.4. */
static void test_examples(void **state)
{
	static const struct {
		const char *spec, *name;
	} examples[] = {
		{"%{s}", "strong-bad@email.example.com"},
		{"%{o}", "email.example.com"},
		{"%{d}", "email.example.com"},
		{"%{d4}", "email.example.com"},
		{"%{d3}", "email.example.com"},
		{"%{d2}", "example.com"},
		{"%{d1}", "com"},
		{"%{dr}", "com.example.email"},
		{"%{d2r}", "example.email"},
		{"%{l}", "strong-bad"},
		{"%{l-}", "strong.bad"},
		{"%{lr}", "strong-bad"},
		{"%{lr-}", "bad.strong"},
		{"%{l1r-}", "strong"},
		{"%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
		{"%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
		{"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
		{"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"},
		{"%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
		{"%{D2R}", "example.email"},
		{"%{d128}", "email.example.com"},
		{"%{d99999999999999999999}", "email.example.com"},
		{"%{s1@}", NULL},
		{"%{s2.-}", "example.com"},
		{"%{h+=_/,-.}", "mail.helo.example"},
		{"%{S}.x.example", "strong-bad%40email.example.com.x.example"},
	};
	struct net_addr ip;
	const struct spf_values values = {.local = "strong-bad",
		.sender_domain = "email.example.com",
		.helo = "mail.helo.example",
		.domain = "email.example.com",
		.ip = &ip};

	(void)state;
	net_addr_parse("192.0.2.3", 0, &ip);
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		const char *spec = examples[i].spec;
		struct spf_name name;

		assert_int_equal(spf_domain_valid(spec, strlen(spec)), examples[i].name != NULL);
		if (!examples[i].name)
			continue;
		assert_true(spf_domain_expand(spec, strlen(spec), &values, &name));
		assert_string_equal(name.raw, examples[i].name);
	}
}

static void test_unknown_values(void **state)
{
	const struct spf_values values = {
		.local = "a", .sender_domain = "x.example", .helo = "h.example", .domain = "x.example"};
	struct spf_name name;

	(void)state;
	assert_false(spf_domain_expand("%{i}.x.example", 14, &values, &name));
	assert_false(spf_domain_expand("%{p}.x.example", 14, &values, &name));
	assert_false(spf_domain_expand("%{v}.x.example", 14, &values, &name));
	assert_true(spf_domain_expand("%{l}.x.example", 14, &values, &name));
	assert_true(spf_macro_uses("a.%{ir}.b", 9, "iv"));
	assert_false(spf_macro_uses("a.%%{ir}.b", 10, "iv"));
	assert_false(spf_macro_uses("%{d}.%{o}", 9, "sliphvcrt"));
}

/* What is wrong is told with its term. */
static void test_faults(void **state)
{
	static const struct {
		const char *record;
		enum spf_fault fault;
		const char *term;
	} records[] = {
		{"v=spf1 ipv4:192.0.2.1 -all", SPF_FAULT_UNKNOWN, "ipv4:192.0.2.1"},
		{"v=spf1 a:one.example\xe2\x80\x8b -all", SPF_FAULT_CHARACTER, "a:one.example\xe2\x80\x8b"},
		{"v=spf1 include -all", SPF_FAULT_ARGUMENT, "include"},
		{"v=spf1 ip4 -all", SPF_FAULT_ARGUMENT, "ip4"},
		{"v=spf1 -all:x", SPF_FAULT_UNWANTED, "-all:x"},
		{"v=spf1 ip4:192.0.2 -all", SPF_FAULT_NETWORK, "ip4:192.0.2"},
		{"v=spf1 ip4:192.0.2.0/99 -all", SPF_FAULT_CIDR, "ip4:192.0.2.0/99"},
		{"v=spf1 a:one.example/99", SPF_FAULT_CIDR, "a:one.example/99"},
		{"v=spf1 include:spf -all", SPF_FAULT_DOMAIN, "include:spf"},
		{"v=spf1 include:%{z}.example", SPF_FAULT_MACRO, "include:%{z}.example"},
		{"v=spf1 =x", SPF_FAULT_MODIFIER, "=x"},
		{"v=spf1 redirect=a.example redirect=b.example", SPF_FAULT_TWICE, "redirect=b.example"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct spf_record record;

		assert_true(spf_record_is(records[i].record, strlen(records[i].record)));
		assert_false(spf_record_read(records[i].record, strlen(records[i].record), &record));
		assert_int_equal(record.fault, records[i].fault);
		assert_int_equal(record.fault_len, strlen(records[i].term));
		assert_memory_equal(record.fault_term, records[i].term, record.fault_len);
		spf_record_release(&record);
	}
}

/* A record of 60,000 bytes, one of a thousand terms, and one whose name would grow without end. */
static void test_big(void **state)
{
	static char text[60000];
	struct spf_record record;
	struct net_addr ip;
	const struct spf_values values = {.local = LONG LONG,
		.sender_domain = "x.example",
		.helo = "",
		.domain = "d.example",
		.ip = &ip};
	struct spf_name name;

	(void)state;
	net_addr_parse("192.0.2.3", 0, &ip);
	memset(text, 'a', sizeof text);
	memcpy(text, "v=spf1 a:", 9);
	assert_false(spf_record_read(text, sizeof text, &record));
	spf_record_release(&record);
	for (size_t i = 7; i + 4 < sizeof text; i += 4)
		memcpy(text + i, " mx ", 4);
	memset(text + sizeof text - 4, ' ', 4);
	assert_true(spf_record_read(text, sizeof text, &record));
	assert_in_range(record.terms.n, 14000, 15000);
	spf_record_release(&record);
	for (size_t i = 0; i + 4 <= sizeof text; i += 4)
		memcpy(text + i, "%{l}", 4);
	assert_true(spf_domain_valid(text, sizeof text));
	spf_domain_expand(text, sizeof text, &values, &name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ZONE_TEST(test_cases, zone),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_unknown_values),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_big),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
