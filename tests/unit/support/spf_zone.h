/*
 * The zones of the SPF cases in test_auth_spf.c, by section of RFC 7208.
 */
#ifndef MAILMEND_TESTS_SPF_ZONE_H
#define MAILMEND_TESTS_SPF_ZONE_H

#include "tests/unit/support/test_zone.h"

/* A name of 63 bytes, and one byte too many. */
#define L63 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij123"
#define L64 L63 "x"

static const struct test_zone_record zone[] = {
	/* clang-format off */
	/* hosts that many records name */
	{"one.example", "A", "192.0.2.1"}, {"six.example", "AAAA", "2001:db8::1"},
	{"two.example", "A", "198.51.100.2"}, {"two.example", "AAAA", "2001:db8::2"},
	{"Mixed.Example", "A", "192.0.2.1"},
	{"alias.example", "CNAME", "one.example"},
	{"slow.example", "SERVFAIL", ""}, {"refused.example", "REFUSED", ""},
	{"many.example", "A", "203.0.113.9"}, {"many.example", "A", "192.0.2.9"}, {"many.example", "A", "192.0.2.1"},
	{"pass.example", "TXT", "v=spf1 ip4:192.0.2.1 -all"}, {"fail.example", "TXT", "v=spf1 -all"},
	{"soft.example", "TXT", "v=spf1 ~all"}, {"neutral.example", "TXT", "v=spf1 ?all"},
	{"wrong.example", "TXT", "v=spf1 ipv4:192.0.2.1 -all"}, {"empty.example", "TXT", "nothing of the kind"},
	{"all.example", "TXT", "v=spf1 +all"},

	/* 2.3, 2.4, 4.1, 4.3: who is judged */
	{"mail.helo.example", "TXT", "v=spf1 ip4:192.0.2.1 -all exp=who.helo.example"},
	{"who.helo.example", "TXT", "%{s} of %{o} as %{h} for %{d}"},
	{"who.example", "TXT", "v=spf1 -all exp=text.who.example"},
	{"text.who.example", "TXT", "l=%{l} s=%{s} o=%{o} d=%{d} h=%{h}"},
	{L63 ".example", "TXT", "v=spf1 -all"},
	{"com", "TXT", "v=spf1 +all"}, {"a_b.example", "TXT", "v=spf1 +all"},
	{"nodata.example", "A", "192.0.2.1"},

	/* 3.3, 4.4, 4.5: which record */
	{"joined.example", "TXT", "v=spf1 ip4:192.0|.2.1 -all"}, {"split.example", "TXT", "v=sp|f1 +all"},
	{"apart.example", "TXT", "v=spf1 +all|-all"},
	{"others.example", "TXT", "google-site-verification=x"}, {"others.example", "TXT", "v=spf1 +all"},
	{"others.example", "TXT", "v=DMARC1; p=reject"},
	{"ten.example", "TXT", "v=spf10 +all"}, {"dash.example", "TXT", "v=spf1-all"}, {"case.example", "TXT", "V=SpF1 +aLL"},
	{"bare.example", "TXT", "v=spf1"}, {"barer.example", "TXT", "v=spf1 "}, {"front.example", "TXT", " v=spf1 +all"},
	{"tab.example", "TXT", "v=spf1\t+all"}, {"v2.example", "TXT", "v=spf2 +all"}, {"spf2.example", "TXT", "spf2.0/pra +all"},
	{"two-records.example", "TXT", "v=spf1 +all"}, {"two-records.example", "TXT", "v=spf1 -all"},
	{"twice-same.example", "TXT", "v=spf1 +all"}, {"twice-same.example", "TXT", "v=spf1 +all"},
	{"two-versions.example", "TXT", "v=spf1 +all"}, {"two-versions.example", "TXT", "v=spf10 -all"},
	{"type99.example", "SPF", "v=spf1 +all"}, {"both.example", "SPF", "v=spf1 -all"}, {"both.example", "TXT", "v=spf1 +all"},
	{"eight-other.example", "TXT", "gr\\195\\188n"}, {"eight-other.example", "TXT", "v=spf1 +all"},
	{"eight.example", "TXT", "v=spf1 +all\\226\\128\\139"}, {"eight2.example", "TXT", "v=spf1 \\150a:one.example +all"},
	{"nul.example", "TXT", "v=spf1 a:one.example\\000 +all"},
	{"txt-fails.example", "SERVFAIL", "TXT"}, {"txt-refused.example", "REFUSED", "TXT"}, {"txt-formerr.example", "FORMERR", "TXT"},
	{"txt-slow.example", "TIMEOUT", "TXT"},
	{"cname.example", "CNAME", "pass.example"}, {"cname-none.example", "CNAME", "gone.example"},

	/* 4.6: the whole record is read first */
	{"late.example", "TXT", "v=spf1 +all foo"}, {"late2.example", "TXT", "v=spf1 ip4:192.0.2.1 -all a:1.2.3.4"},
	{"blanks.example", "TXT", "v=spf1   ip4:203.0.113.1     ip4:192.0.2.1   "}, {"tabbed.example", "TXT", "v=spf1 ip4:192.0.2.1\t-all"},
	{"last.example", "TXT", "v=spf1 ip4:203.0.113.1"}, {"first.example", "TXT", "v=spf1 ~ip4:192.0.2.1 +all"},
	{"quals.example", "TXT", "v=spf1 ?ip4:192.0.2.1 ~ip4:192.0.2.2 -ip4:192.0.2.3 +ip4:192.0.2.4 ip4:192.0.2.5"},
	{"qual2.example", "TXT", "v=spf1 --all"}, {"qual3.example", "TXT", "v=spf1 -"}, {"qual4.example", "TXT", "v=spf1 !all"},
	{"unknown.example", "TXT", "v=spf1 ip:192.0.2.1 -all"}, {"unknown2.example", "TXT", "v=spf1 foo"},
	{"ptrr.example", "TXT", "v=spf1 mxx:one.example -all"},

	/* 4.6.4: limits */
	{"limit10.example", "TXT", "v=spf1 a:two.example a:two.example a:two.example a:two.example a:two.example a:two.example a:two.example"
		" a:two.example a:two.example a:two.example ip4:192.0.2.1 -all"},
	{"limit11.example", "TXT", "v=spf1 a:two.example a:two.example a:two.example a:two.example a:two.example a:two.example a:two.example"
		" a:two.example a:two.example a:two.example a:one.example -all"},
	{"limit-late.example", "TXT", "v=spf1 a:one.example a a a a a a a a a a a a -all"},
	{"limit-in.example", "TXT", "v=spf1 include:five.example include:four.example ip4:192.0.2.1 -all"},
	{"limit-out.example", "TXT", "v=spf1 include:five.example include:four.example a:one.example -all"},
	{"five.example", "TXT", "v=spf1 a:two.example a:two.example a:two.example a:two.example ~all"},
	{"four.example", "TXT", "v=spf1 a:two.example a:two.example a:two.example a:two.example -all"},
	{"limit-redirect.example", "TXT", "v=spf1 include:five.example include:four.example redirect=pass.example"},
	{"limit-free.example", "TXT", "v=spf1 ip4:203.0.113.1 ip4:203.0.113.2 ip4:203.0.113.3 ip4:203.0.113.4 ip4:203.0.113.5"
		" ip4:203.0.113.6 ip4:203.0.113.7 ip4:203.0.113.8 ip4:203.0.113.9 ip4:203.0.113.10 ip4:203.0.113.11 ip6:2001:db8::/32 ip4:192.0.2.1 -all"},
	{"loop.example", "TXT", "v=spf1 include:loop.example +all"}, {"loop2.example", "TXT", "v=spf1 redirect=loop3.example"},
	{"loop3.example", "TXT", "v=spf1 redirect=loop2.example"}, {"self.example", "TXT", "v=spf1 redirect=self.example"},
	{"void2.example", "TXT", "v=spf1 a:none1.example exists:none2.example ip4:192.0.2.1 -all"},
	{"void3.example", "TXT", "v=spf1 a:none1.example exists:none2.example mx:none3.example +all"},
	{"void-end.example", "TXT", "v=spf1 a:none1.example exists:none2.example mx:none3.example"},
	{"void-in.example", "TXT", "v=spf1 a:none1.example a:none2.example include:void-inner.example +all"},
	{"void-inner.example", "TXT", "v=spf1 a:none3.example -all"},
	{"void-nodata.example", "TXT", "v=spf1 mx:one.example mx:two.example mx:six.example +all"},
	{"mx10.example", "TXT", "v=spf1 mx:mxten.example -all"}, {"mx11.example", "TXT", "v=spf1 mx:mxeleven.example +all"},
	{"mxten.example", "MX", "10 m1.example"}, {"mxten.example", "MX", "10 m2.example"}, {"mxten.example", "MX", "10 m3.example"},
	{"mxten.example", "MX", "10 m4.example"}, {"mxten.example", "MX", "10 m5.example"}, {"mxten.example", "MX", "10 m6.example"},
	{"mxten.example", "MX", "10 m7.example"}, {"mxten.example", "MX", "10 m8.example"}, {"mxten.example", "MX", "10 m9.example"},
	{"mxten.example", "MX", "10 one.example"},
	{"mxeleven.example", "MX", "1 one.example"}, {"mxeleven.example", "MX", "10 m2.example"}, {"mxeleven.example", "MX", "10 m3.example"},
	{"mxeleven.example", "MX", "10 m4.example"}, {"mxeleven.example", "MX", "10 m5.example"}, {"mxeleven.example", "MX", "10 m6.example"},
	{"mxeleven.example", "MX", "10 m7.example"}, {"mxeleven.example", "MX", "10 m8.example"}, {"mxeleven.example", "MX", "10 m9.example"},
	{"mxeleven.example", "MX", "10 m10.example"}, {"mxeleven.example", "MX", "10 m11.example"},
	{"m1.example", "A", "203.0.113.1"}, {"m2.example", "A", "203.0.113.2"}, {"m3.example", "A", "203.0.113.3"},

	/* 5.1 all */
	{"all-arg.example", "TXT", "v=spf1 -all:one.example"}, {"all-cidr.example", "TXT", "v=spf1 -all/8"},
	{"all-dot.example", "TXT", "v=spf1 -all."}, {"all-soft.example", "TXT", "v=spf1 ~ALL"}, {"all-twice.example", "TXT", "v=spf1 ?all +all"},
	{"all-redirect.example", "TXT", "v=spf1 redirect=pass.example -all"},

	/* 5.2 include */
	{"in-pass.example", "TXT", "v=spf1 include:pass.example -all"}, {"in-fail.example", "TXT", "v=spf1 include:fail.example ~all"},
	{"in-soft.example", "TXT", "v=spf1 include:soft.example -all"}, {"in-neutral.example", "TXT", "v=spf1 include:neutral.example -all"},
	{"in-none.example", "TXT", "v=spf1 include:empty.example +all"}, {"in-gone.example", "TXT", "v=spf1 include:gone.example +all"},
	{"in-wrong.example", "TXT", "v=spf1 include:wrong.example +all"}, {"in-temp.example", "TXT", "v=spf1 include:slow.example +all"},
	{"in-neg.example", "TXT", "v=spf1 -include:pass.example +all"}, {"in-q.example", "TXT", "v=spf1 ?include:pass.example -all"},
	{"in-noarg.example", "TXT", "v=spf1 include +all"}, {"in-colon.example", "TXT", "v=spf1 include: +all"},
	{"in-cidr.example", "TXT", "v=spf1 include:pass.example/24 +all"}, {"in-cidr2.example", "TXT", "v=spf1 include/24 +all"},
	{"in-macro.example", "TXT", "v=spf1 include:%{d1r}.fail.example ~all"},
	{"in-two.example", "TXT", "v=spf1 include:two-records.example +all"}, {"in-deep.example", "TXT", "v=spf1 include:in-pass.example -all"},
	{"in-long.example", "TXT", "v=spf1 include:%{l}.example +all"}, {"in-one.example", "TXT", "v=spf1 include:%{l} +all"},
	{"in-order.example", "TXT", "v=spf1 ip4:192.0.2.1 include:slow.example -all"},

	/* 5.3 a */
	{"a.example", "TXT", "v=spf1 a -all"}, {"a.example", "A", "192.0.2.1"}, {"a.example", "AAAA", "2001:db8::1"},
	{"a-other.example", "TXT", "v=spf1 a:two.example -all"}, {"a-many.example", "TXT", "v=spf1 A:many.example -all"},
	{"a-cname.example", "TXT", "v=spf1 a:alias.example -all"}, {"a-mixed.example", "TXT", "v=spf1 a:mIXED.eXAMPLE -all"},
	{"a-dot.example", "TXT", "v=spf1 a:one.example. -all"}, {"a-gone.example", "TXT", "v=spf1 a:gone.example -all"},
	{"a-temp.example", "TXT", "v=spf1 a:slow.example +all"}, {"a-refused.example", "TXT", "v=spf1 a:refused.example +all"},
	{"a-24.example", "TXT", "v=spf1 a:one.example/24 -all"}, {"a-0.example", "TXT", "v=spf1 a:two.example/0 -all"},
	{"a-00.example", "TXT", "v=spf1 a:two.example/00 -all"}, {"a-024.example", "TXT", "v=spf1 a:one.example/024 -all"},
	{"a-33.example", "TXT", "v=spf1 a:one.example/33 -all"}, {"a-6-129.example", "TXT", "v=spf1 a:one.example//129 -all"},
	{"a-dual.example", "TXT", "v=spf1 a:two.example/24//64 -all"}, {"a-6only.example", "TXT", "v=spf1 a:two.example//64 -all"},
	{"a-bad1.example", "TXT", "v=spf1 a:one.example/ -all"}, {"a-bad2.example", "TXT", "v=spf1 a:one.example// -all"},
	{"a-bad3.example", "TXT", "v=spf1 a:one.example/24/64 -all"}, {"a-bad4.example", "TXT", "v=spf1 a: -all"},
	{"a-bad5.example", "TXT", "v=spf1 a:/24 -all"}, {"a-bad6.example", "TXT", "v=spf1 a:one.example:25 -all"},
	{"a-bad7.example", "TXT", "v=spf1 a:192.0.2.1 -all"}, {"a-bad8.example", "TXT", "v=spf1 a:museum -all"},
	{"a-bad9.example", "TXT", "v=spf1 a:museum. -all"}, {"a-bad10.example", "TXT", "v=spf1 a:one.exa_mple -all"},
	{"a-bad11.example", "TXT", "v=spf1 a:one.-example -all"}, {"a-bad12.example", "TXT", "v=spf1 a:one.example- -all"},
	{"a-bad13.example", "TXT", "v=spf1 a=one.example -all"}, {"a-bad14.example", "TXT", "v=spf1 a:one.example/24x -all"},
	{"a-bad15.example", "TXT", "v=spf1 a/24:one.example -all"}, {"a-bad16.example", "TXT", "v=spf1 a//24/24 -all"},
	{"a-odd1.example", "TXT", "v=spf1 a:foo:bar/baz.x1.example -all"}, {"foo:bar/baz.x1.example", "A", "192.0.2.1"},
	{"a-odd2.example", "TXT", "v=spf1 a:1.1-2 -all"}, {"1.1-2", "A", "192.0.2.1"},
	{"a-odd3.example", "TXT", "v=spf1 a:x.9z -all"}, {"a-odd4.example", "TXT", "v=spf1 a:.example -all"},
	{"a-odd5.example", "TXT", "v=spf1 a:x..example -all"}, {"a-long.example", "TXT", "v=spf1 a:" L64 ".example -all"},
	{"a-slash.example", "TXT", "v=spf1 a/24 -all"}, {"a-slash.example", "A", "192.0.2.200"},
	{"a-slash.example", "AAAA", "2001:db8:0:1::5"}, {"a-slash6.example", "TXT", "v=spf1 a//32 -all"}, {"a-slash6.example", "AAAA", "2001:db8:ff::1"},
	{"a-slash60.example", "TXT", "v=spf1 a//0 -all"}, {"a-slash60.example", "A", "203.0.113.7"}, {"a-slash60.example", "AAAA", "2001:db8:ff::1"},

	/* 5.4 mx */
	{"mx.example", "TXT", "v=spf1 mx -all"}, {"mx.example", "MX", "10 two.example"}, {"mx.example", "MX", "20 one.example"},
	{"mx.example", "MX", "30 six.example"},
	{"mx-none.example", "TXT", "v=spf1 mx -all"}, {"mx-none.example", "A", "192.0.2.1"},
	{"mx-null.example", "TXT", "v=spf1 mx -all"}, {"mx-null.example", "MX", "0 ."}, {"mx-null.example", "A", "192.0.2.1"},
	{"mx-temp.example", "TXT", "v=spf1 mx +all"}, {"mx-temp.example", "MX", "10 slow.example"},
	{"mx-temp2.example", "TXT", "v=spf1 mx:slow.example +all"},
	{"mx-gone.example", "TXT", "v=spf1 mx -all"}, {"mx-gone.example", "MX", "10 gone.example"},
	{"mx-cidr.example", "TXT", "v=spf1 mx:mx-other.example/24//64 -all"}, {"mx-other.example", "MX", "5 two.example"},
	{"mx-cname.example", "TXT", "v=spf1 mx -all"}, {"mx-cname.example", "MX", "10 alias.example"},
	{"mx-bad.example", "TXT", "v=spf1 mx: -all"}, {"mx-bad2.example", "TXT", "v=spf1 mx/33 -all"}, {"mx-bad3.example", "TXT", "v=spf1 mx:x.1 -all"},
	{"mx-27.example", "TXT", "v=spf1 mx/27//64 -all"}, {"mx-27.example", "MX", "10 many.example"},

	/* 5.5 ptr */
	{"1.2.0.192.in-addr.arpa", "PTR", "a.ptr.example"}, {"1.2.0.192.in-addr.arpa", "PTR", "forged.other.example"},
	{"1.2.0.192.in-addr.arpa", "PTR", "MAIL.Ptr2.example"}, {"1.2.0.192.in-addr.arpa", "PTR", "slow.example"},
	{"a.ptr.example", "A", "192.0.2.1"}, {"forged.other.example", "A", "203.0.113.1"}, {"mail.ptr2.example", "A", "192.0.2.1"},
	{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "a.ptr.example"}, {"a.ptr.example", "AAAA", "2001:db8::1"},
	{"ptr.example", "TXT", "v=spf1 ptr -all"}, {"xptr.example", "TXT", "v=spf1 ptr -all"}, {"ptr2.example", "TXT", "v=spf1 PTR -all"},
	{"ptr-other.example", "TXT", "v=spf1 ptr:ptr.example -all"}, {"ptr-self.example", "TXT", "v=spf1 ptr:a.ptr.example -all"},
	{"other.example", "TXT", "v=spf1 ptr -all"}, {"ptr-slow.example", "TXT", "v=spf1 ptr:slow.example -all"},
	{"ptr-bad.example", "TXT", "v=spf1 ptr: -all"}, {"ptr-bad2.example", "TXT", "v=spf1 ptr/24 -all"}, {"ptr-bad3.example", "TXT", "v=spf1 ptr:x.example/24 -all"},
	{"99.2.0.192.in-addr.arpa", "SERVFAIL", ""},
	{"50.2.0.192.in-addr.arpa", "PTR", "n1.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n2.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n3.example"},
	{"50.2.0.192.in-addr.arpa", "PTR", "n4.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n5.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n6.example"},
	{"50.2.0.192.in-addr.arpa", "PTR", "n7.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n8.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "n9.example"},
	{"50.2.0.192.in-addr.arpa", "PTR", "tenth.ptr10.example"}, {"50.2.0.192.in-addr.arpa", "PTR", "eleventh.ptr11.example"},
	{"tenth.ptr10.example", "A", "192.0.2.50"}, {"eleventh.ptr11.example", "A", "192.0.2.50"},
	{"ptr10.example", "TXT", "v=spf1 ptr -all"}, {"ptr11.example", "TXT", "v=spf1 ptr -all"},

	/* 5.6 ip4, ip6 */
	{"ip4-0.example", "TXT", "v=spf1 ip4:203.0.113.1/0 -all"}, {"ip4-32.example", "TXT", "v=spf1 ip4:192.0.2.1/32 -all"},
	{"ip4-23.example", "TXT", "v=spf1 ip4:192.0.3.77/23 -all"}, {"ip4-33.example", "TXT", "v=spf1 ip4:192.0.2.1/33 -all"},
	{"ip4-032.example", "TXT", "v=spf1 ip4:192.0.2.1/032 -all"}, {"ip4-bare.example", "TXT", "v=spf1 ip4 -all"},
	{"ip4-colon.example", "TXT", "v=spf1 ip4: -all"}, {"ip4-short.example", "TXT", "v=spf1 ip4:192.0.2 -all"},
	{"ip4-port.example", "TXT", "v=spf1 ip4:192.0.2.1:25 -all"}, {"ip4-dual.example", "TXT", "v=spf1 ip4:192.0.2.1//64 -all"},
	{"ip4-zero.example", "TXT", "v=spf1 ip4:192.00.2.1 -all"}, {"ip4-256.example", "TXT", "v=spf1 ip4:192.0.2.256 -all"},
	{"ip4-name.example", "TXT", "v=spf1 ip4:one.example -all"}, {"ip4-slash.example", "TXT", "v=spf1 ip4:192.0.2.1/ -all"},
	{"ip4-six.example", "TXT", "v=spf1 ip4:2001:db8::1 -all"}, {"ip4-macro.example", "TXT", "v=spf1 ip4:%{i} -all"},
	{"ip4-range.example", "TXT", "v=spf1 ip4:192.0.2.1-192.0.2.9 -all"}, {"ip4-blank.example", "TXT", "v=spf1 ip4: 192.0.2.1 -all"},
	{"ip6.example", "TXT", "v=spf1 ip6:2001:db8::/32 -all"}, {"ip6-1.example", "TXT", "v=spf1 IP6:2001:DB8:0:0:0:0:0:1 -all"},
	{"ip6-0.example", "TXT", "v=spf1 ip6:::/0 -all"}, {"ip6-129.example", "TXT", "v=spf1 ip6:2001:db8::1/129 -all"},
	{"ip6-bare.example", "TXT", "v=spf1 ip6 -all"}, {"ip6-four.example", "TXT", "v=spf1 ip6:192.0.2.1 -all"},
	{"ip6-dual.example", "TXT", "v=spf1 ip6:2001:db8::1//64 -all"}, {"ip6-mapped.example", "TXT", "v=spf1 ip6:::ffff:192.0.2.1 -all"},
	{"ip6-bracket.example", "TXT", "v=spf1 ip6:[2001:db8::1] -all"}, {"ip6-127.example", "TXT", "v=spf1 ip6:2001:db8::/127 -all"},
	{"ip6-zone.example", "TXT", "v=spf1 ip6:fe80::1%%eth0 -all"}, {"ip6-9.example", "TXT", "v=spf1 ip6:1:2:3:4:5:6:7:8:9 -all"},

	/* 5.7 exists */
	{"ex.example", "TXT", "v=spf1 exists:one.example -all"}, {"ex-none.example", "TXT", "v=spf1 exists:gone.example -all"},
	{"ex-six.example", "TXT", "v=spf1 exists:six.example -all"}, {"ex-temp.example", "TXT", "v=spf1 exists:slow.example +all"},
	{"ex-bare.example", "TXT", "v=spf1 exists -all"}, {"ex-colon.example", "TXT", "v=spf1 exists: -all"},
	{"ex-cidr.example", "TXT", "v=spf1 exists:one.example/24 -all"}, {"ex-any.example", "TXT", "v=spf1 exists:two.example -all"},
	{"ex-macro.example", "TXT", "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all"}, {"1.2.0.192.anna._spf.ex-macro.example", "A", "127.0.0.2"},

	/* one round trip for each link of the chain */
	{"wide.example", "TXT", "v=spf1 include:w1.example include:w2.example include:w3.example a:two.example mx:mx-other.example redirect=w4.example"},
	{"w1.example", "TXT", "v=spf1 include:w5.example ip4:203.0.113.0/24 ~all"}, {"w2.example", "TXT", "v=spf1 include:w6.example ip4:203.0.113.0/24 ~all"},
	{"w3.example", "TXT", "v=spf1 exists:%{ir}.two.example ~all"}, {"w4.example", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
	{"w5.example", "TXT", "v=spf1 ip4:203.0.113.5 -all"}, {"w6.example", "TXT", "v=spf1 ip4:203.0.113.6 -all"},
	{NULL, NULL, NULL},
	/* clang-format on */
};

#endif
