/*
 * Rulesets of packet filters as they are found on computers: distributions' examples, generated ones, and those with a mistake.
 */
#ifndef MAILMEND_TESTS_RULESETS_H
#define MAILMEND_TESTS_RULESETS_H

#define BASE(rules)                                                                                          \
	"table inet filter {\n\tchain output {\n\t\ttype filter hook output priority filter; policy "        \
	"accept;\n" rules "\n\t}\n}\n"
#define CLOSED(rules)                                                                                        \
	"table inet filter {\n\tchain output {\n\t\ttype filter hook output priority 0; policy "             \
	"drop;\n" rules "\n\t}\n}\n"

static const char debian_example[] =
	"#!/usr/sbin/nft -f\n"
	"\n"
	"flush ruleset\n"
	"\n"
	"table inet filter {\n"
	"\tchain input {\n"
	"\t\ttype filter hook input priority filter; policy drop;\n"
	"\n"
	"\t\t# accept any localhost traffic\n"
	"\t\tiif lo accept\n"
	"\t\t# accept traffic originated from us\n"
	"\t\tct state established,related accept\n"
	"\t\t# activate the following line to accept common local services\n"
	"\t\t#tcp dport { 22, 80, 443 } ct state new accept\n"
	"\t\tip6 nexthdr icmpv6 icmpv6 type { nd-neighbor-solicit, nd-router-advert } accept\n"
	"\t\tcounter drop\n"
	"\t}\n"
	"\tchain forward {\n"
	"\t\ttype filter hook forward priority filter;\n"
	"\t}\n"
	"\tchain output {\n"
	"\t\ttype filter hook output priority filter;\n"
	"\t}\n"
	"}\n";

static const char port_drop[] =
	BASE("\t\ttcp dport 587 counter packets 12 bytes 720 drop comment \"no mail; really\"");
static const char port_set[] =
	BASE("\t\tct state established,related accept\n\t\ttcp dport { 25,\n\t\t\t465, # smtps\n\t\t\t587 } "
	     "log prefix \"mail: \" level info reject with icmpx type admin-prohibited");
static const char port_range[] = BASE("\t\ttcp dport 500-600 drop");
static const char port_name[] = BASE("\t\ttcp dport {smtp,submission} drop");
static const char port_variable[] = "define mailports = { 25, 465 , 587}\ndefine policy_is = accept\n" BASE(
	"\t\tip daddr 10.0.0.0/8 accept\n\t\ttcp dport $mailports drop\n");

static const char allow_list[] = CLOSED("\t\toif \"lo\" accept\n\t\tct state established,related accept\n"
					"\t\tudp dport { 53, 67, 123 } accept\n\t\ttcp dport { 53, 80, 443, "
					"465, 993 } accept\n\t\ticmp type echo-request accept");
static const char allow_list_web[] = CLOSED(
	"\t\toif lo accept\n\t\tct state vmap { established : accept, related : accept, invalid : drop }\n"
	"\t\ttcp dport { 80, 443, 993 } accept");
static const char allow_list_reject[] = BASE("\t\toif lo accept\n\t\ttcp dport { 80, 443 } accept\n\t\tmeta "
					     "l4proto { tcp, udp } reject with icmpx admin-prohibited");
static const char old_address[] = CLOSED("\t\toif lo accept\n\t\tip daddr 192.0.2.25 tcp dport { 465, 587 } "
					 "accept\n\t\ttcp dport { 80, 443, 993 } accept");

static const char range[] = BASE("\t\tip daddr 198.51.100.0/24 drop comment \"that spammer\"");
static const char named_set[] = "table ip filter {\n"
				"\tset blocked {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\tauto-merge\n"
				"\t\telements = { 198.51.100.1-198.51.100.9, 203.0.113.64/26 comment "
				"\"x\",\n\t\t\t     192.0.2.1 timeout 1d expires 2h }\n\t}\n"
				"\tchain OUTPUT {\n\t\ttype filter hook output priority 0;\n\t\tip daddr "
				"@blocked counter drop\n\t}\n}\n";
static const char added_elements[] =
	"table inet filter { set bad { type ipv4_addr; flags interval; }\n"
	"chain output { type filter hook output priority 0; ip daddr @bad reject;\n}\n}\n"
	"add element inet filter bad { 203.0.113.8/31 }\n";
static const char pairs[] = "table inet filter {\n\tset pairs {\n\t\ttype ipv4_addr . "
			    "inet_service\n\t\telements = { 192.0.2.5 . 25, 198.51.100.5 . 587 }\n\t}\n"
			    "\tchain output {\n\t\ttype filter hook output priority filter;\n\t\tip daddr . "
			    "tcp dport @pairs drop\n\t}\n}\n";
static const char missing_set[] = BASE("\t\tip daddr @nowhere drop");

static const char by_uid[] = BASE("\t\tmeta skuid 1000-2000 tcp dport { 25, 465, 587 } drop");
static const char by_user_name[] =
	BASE("\t\tskuid != { root, anna } tcp dport 25 reject\n\t\tmeta skuid \"anna\" tcp dport 25 reject");
static const char by_cgroup[] =
	BASE("\t\tsocket cgroupv2 level 2 \"user.slice/user-1000.slice\" tcp dport 587 drop");

static const char maps[] =
	"table inet filter {\n\tmap byport {\n\t\ttype inet_service : verdict\n\t\telements = { 2525 : drop, "
	"80 : accept }\n\t}\n"
	"\tchain mail {\n\t\ttcp dport 465 accept\n\t\treject with tcp reset\n\t}\n"
	"\tchain output {\n\t\ttype filter hook output priority filter;\n"
	"\t\tct state vmap { established : accept, invalid : drop }\n"
	"\t\ttcp dport vmap { 25 : drop, 110-120 : accept, 465 : goto mail, 587 : jump mail }\n"
	"\t\ttcp dport vmap @byport\n\t}\n}\n";
static const char endless[] = "table inet filter { chain a { jump b\n}\nchain b { jump a\n jump a\n}\n"
			      "chain output { type filter hook output priority 0; jump a\n}\n}\n";
static const char returns[] = "table inet filter { chain mail { tcp dport 465 return\n drop\n}\n"
			      "chain output { type filter hook output priority 0; tcp dport { 465, 587 } "
			      "jump mail\n accept\n}\n}\n";

static const char kill_switch[] = CLOSED(
	"\t\toifname \"wg*\" accept\n\t\toif lo accept\n\t\tip daddr 203.0.113.1 udp dport 51820 accept");
static const char no_answers[] = "table inet filter { chain input { type filter hook input priority 0; "
				 "policy drop; iif lo accept; tcp dport 22 accept;\n}\n}\n";
static const char answers_by_port[] =
	"table inet filter { chain input { type filter hook input priority 0; policy drop; iif lo accept; "
	"tcp sport { 80, 443, 993 } tcp flags & (syn | ack) != syn accept;\n}\n}\n";

static const char limited[] = CLOSED("\t\ttcp dport 587 limit rate 10/minute accept");
static const char unknown_match[] = BASE("\t\tosf name \"Linux\" tcp dport 587 drop");
static const char unknown_then_drop[] = BASE("\t\tosf name \"Linux\" drop\n\t\ttcp dport 587 drop");
static const char logs_only[] =
	BASE("\t\ttcp dport 587 counter log prefix \"drop it\" flags all group 2\n\t\tct state new limit "
	     "rate 5/second log\n\t\tupdate @seen { ip daddr timeout 5m }");
static const char marked[] =
	"table inet filter { chain pre { type route hook output priority mangle; tcp dport 587 meta mark set "
	"0x1f\n}\n"
	"chain output { type filter hook output priority filter; meta mark and 0xff == 0x1f reject\n}\n}\n";
static const char redirected[] = "table ip nat { chain output { type nat hook output priority dstnat; tcp "
				 "dport 587 redirect to :2525\n}\n}\n"
				 "table ip filter { chain output { type filter hook output priority filter; "
				 "tcp dport 2525 drop\n}\n}\n";
static const char flags[] = BASE("\t\ttcp dport 587 tcp flags & (fin|syn|rst|ack) == syn drop");
static const char flags_other[] =
	BASE("\t\ttcp flags & (fin|syn) == (fin|syn) drop\n\t\ttcp flags ! syn drop\n\t\ttcp flags rst,fin "
	     "drop\n\t\ttcp flags syn / fin,syn,rst,ack accept\n\t\tdrop");
static const char other_family[] = "table ip6 filter { chain output { type filter hook output priority 0; "
				   "policy drop; ip6 daddr fe80::/10 accept; tcp dport 587 drop;\n}\n}\n";
static const char queued[] = BASE("\t\tct state new,related queue num 0-3 bypass");
static const char commands[] =
	"flush ruleset\nadd table inet filter\nadd chain inet filter output { type filter hook output "
	"priority 0; policy accept; }\n"
	"add rule inet filter output tcp dport 587 reject\ninsert rule inet filter output tcp dport 465 "
	"accept\nadd rule inet filter output tcp dport 465 drop\n";
static const char torn[] = "table inet filter {\n\tchain output {\n\t\ttype filter hook output priority "
			   "0;\n\t\ttcp dport { 25, 587 } drop\n\t\ttcp dpo";

#define J(inner)                                                                                             \
	"{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.6\", \"json_schema_version\": 1}}, " inner "]}"
#define J_TABLE                                                                                              \
	"{\"table\": {\"family\": \"inet\", \"name\": \"filter\", \"handle\": 1}}, "                         \
	"{\"chain\": {\"family\": \"inet\", \"table\": \"filter\", \"name\": \"output\", \"handle\": 2, "    \
	"\"type\": \"filter\", \"hook\": \"output\", \"prio\": 0, \"policy\": \"accept\"}}, "
#define J_RULE(handle, expr)                                                                                 \
	"{\"rule\": {\"family\": \"inet\", \"table\": \"filter\", \"chain\": \"output\", "                   \
	"\"handle\": " #handle ", \"expr\": [" expr "]}}"
#define J_PORT(value)                                                                                        \
	"{\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"tcp\", \"field\": "           \
	"\"dport\"}}, \"right\": " value "}}"

static const char json_ports[] = J(J_TABLE J_RULE(10,
	"{\"match\": {\"op\": \"in\", \"left\": {\"ct\": {\"key\": \"state\"}}, \"right\": "
	"[\"established\", \"related\"]}}, {\"accept\": null}") ", " J_RULE(12,
	J_PORT("{\"set\": [25, 465, 587]}") ", {\"counter\": {\"packets\": 0, \"bytes\": 0}}, {\"reject\": "
					    "{\"type\": \"icmpx\", \"expr\": \"admin-prohibited\"}}"));
static const char json_sets[] = J(J_TABLE
	"{\"set\": {\"family\": \"inet\", \"name\": \"mailhosts\", \"table\": \"filter\", \"type\": "
	"\"ipv4_addr\", \"handle\": 4, \"flags\": [\"interval\"], \"elem\": [{\"prefix\": {\"addr\": "
	"\"192.0.2.0\", \"len\": 24}}, {\"range\": [\"198.51.100.5\", \"198.51.100.9\"]}, {\"elem\": "
	"{\"val\": \"203.0.113.1\", \"comment\": \"x\"}}]}}, "
	"{\"set\": {\"family\": \"inet\", \"name\": \"pairs\", \"table\": \"filter\", \"type\": "
	"[\"ipv4_addr\", \"inet_service\"], \"handle\": 5, \"elem\": [{\"concat\": [\"192.0.3.5\", 587]}]}}, "
	"{\"map\": {\"family\": \"inet\", \"name\": \"vm\", \"table\": \"filter\", \"type\": "
	"\"inet_service\", \"handle\": 6, \"map\": \"verdict\", \"elem\": [[25, {\"drop\": null}], [110, "
	"{\"accept\": null}]]}}, " J_RULE(10,
		"{\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"ip\", \"field\": "
		"\"daddr\"}}, \"right\": \"@mailhosts\"}}, {\"drop\": null}") ", " J_RULE(11,
		"{\"match\": {\"op\": \"==\", \"left\": {\"concat\": [{\"payload\": {\"protocol\": \"ip\", "
		"\"field\": \"daddr\"}}, {\"payload\": {\"protocol\": \"tcp\", \"field\": \"dport\"}}]}, "
		"\"right\": \"@pairs\"}}, {\"drop\": null}") ", " J_RULE(12,
		"{\"vmap\": {\"key\": {\"payload\": {\"protocol\": \"tcp\", \"field\": \"dport\"}}, "
		"\"data\": \"@vm\"}}"));
static const char json_uid[] = J(J_TABLE J_RULE(10,
	"{\"match\": {\"op\": \"!=\", \"left\": {\"meta\": {\"key\": \"skuid\"}}, \"right\": {\"set\": "
	"[0, {\"range\": [100, 110]}]}}}, " J_PORT("{\"range\": [580, 590]}") ", {\"drop\": null}"));

/* As firewalld 1.3 writes it: a table of its own, a policy's chains, and the check of the way back for IPv6. */
static const char json_firewalld[] = J(
	"{\"table\": {\"family\": \"inet\", \"name\": \"firewalld\", \"handle\": 1}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": \"filter_PREROUTING\", "
	"\"handle\": 2, \"type\": \"filter\", \"hook\": \"prerouting\", \"prio\": 10, \"policy\": "
	"\"accept\"}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": \"filter_INPUT\", "
	"\"handle\": 3, \"type\": \"filter\", \"hook\": \"input\", \"prio\": 10, \"policy\": \"accept\"}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": \"filter_OUTPUT\", "
	"\"handle\": 4, \"type\": \"filter\", \"hook\": \"output\", \"prio\": 10, \"policy\": \"accept\"}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": "
	"\"filter_OUTPUT_POLICIES_pre\", \"handle\": 5}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": "
	"\"filter_OUT_policy_nomail\", \"handle\": 6}}, "
	"{\"chain\": {\"family\": \"inet\", \"table\": \"firewalld\", \"name\": "
	"\"filter_OUT_policy_nomail_deny\", \"handle\": 7}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_PREROUTING\", "
	"\"handle\": 20, \"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"meta\": {\"key\": "
	"\"nfproto\"}}, \"right\": \"ipv6\"}}, {\"match\": {\"op\": \"==\", \"left\": {\"fib\": {\"result\": "
	"\"oif\", \"flags\": [\"saddr\", \"mark\", \"iif\"]}}, \"right\": false}}, {\"drop\": null}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_INPUT\", "
	"\"handle\": 21, \"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"ct\": {\"key\": \"state\"}}, "
	"\"right\": {\"set\": [\"established\", \"related\"]}}}, {\"accept\": null}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_INPUT\", "
	"\"handle\": 22, \"expr\": [{\"match\": {\"op\": \"in\", \"left\": {\"ct\": {\"key\": \"status\"}}, "
	"\"right\": \"dnat\"}}, {\"accept\": null}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_INPUT\", "
	"\"handle\": 23, \"expr\": [{\"reject\": {\"type\": \"icmpx\", \"expr\": \"admin-prohibited\"}}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_OUTPUT\", "
	"\"handle\": 24, \"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"meta\": {\"key\": "
	"\"oifname\"}}, \"right\": \"lo\"}}, {\"accept\": null}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": \"filter_OUTPUT\", "
	"\"handle\": 25, \"expr\": [{\"jump\": {\"target\": \"filter_OUTPUT_POLICIES_pre\"}}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": "
	"\"filter_OUTPUT_POLICIES_pre\", \"handle\": 26, \"expr\": [{\"jump\": {\"target\": "
	"\"filter_OUT_policy_nomail\"}}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": "
	"\"filter_OUT_policy_nomail\", \"handle\": 27, \"expr\": [{\"jump\": {\"target\": "
	"\"filter_OUT_policy_nomail_deny\"}}]}}, "
	"{\"rule\": {\"family\": \"inet\", \"table\": \"firewalld\", \"chain\": "
	"\"filter_OUT_policy_nomail_deny\", \"handle\": 28, \"expr\": [" J_PORT(
		"587") ", {\"reject\": null}]}}");
static const char json_foreign[] =
	J("{\"table\": {\"family\": \"ip\", \"name\": \"filter\", \"handle\": 1}}, "
	  "{\"chain\": {\"family\": \"ip\", \"table\": \"filter\", \"name\": \"OUTPUT\", \"handle\": 1, "
	  "\"type\": \"filter\", \"hook\": \"output\", \"prio\": 0, \"policy\": \"accept\"}}, "
	  "{\"rule\": {\"family\": \"ip\", \"table\": \"filter\", \"chain\": \"OUTPUT\", \"handle\": 3, "
	  "\"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"meta\": {\"key\": \"l4proto\"}}, \"right\": "
	  "\"tcp\"}}, {\"xt\": {\"type\": \"match\", \"name\": \"multiport\"}}, {\"counter\": {\"packets\": "
	  "0, \"bytes\": 0}}, {\"xt\": {\"type\": \"target\", \"name\": \"REJECT\"}}]}}");

#define SAVED(rules)                                                                                         \
	"# Generated by iptables-save v1.8.9 on Tue Mar  3 09:14:07 2026\n*filter\n:INPUT ACCEPT "           \
	"[0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" rules "COMMIT\n# Completed\n"

static const char ipt_plain[] =
	SAVED("-A OUTPUT -o lo -j ACCEPT\n-A OUTPUT -p tcp -m tcp --dport 587 -j DROP\n");
static const char ipt_policy[] = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [3:180]\n"
				 "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A OUTPUT "
				 "-o lo -j ACCEPT\n[12:900] -A OUTPUT -p udp -m udp --dport 53 -j ACCEPT\n"
				 "-A OUTPUT -p tcp -m multiport --dports 80,443,993:995 -m conntrack "
				 "--ctstate NEW,ESTABLISHED -j ACCEPT\nCOMMIT\n";

/* ConfigServer Firewall with SMTP_BLOCK: only the mail server itself may send. */
static const char ipt_csf[] =
	SAVED(":LOGDROPOUT - [0:0]\n:LOCALOUTPUT - [0:0]\n:SMTPOUTPUT - [0:0]\n-A OUTPUT -o lo -j ACCEPT\n-A "
	      "OUTPUT -j SMTPOUTPUT\n-A OUTPUT ! -o lo -j LOCALOUTPUT\n"
	      "-A LOGDROPOUT -p tcp -m limit --limit 30/min -j LOG --log-prefix \"Firewall: *TCP_OUT "
	      "Blocked* \" --log-uid\n-A LOGDROPOUT -j DROP\n"
	      "-A SMTPOUTPUT -o lo -p tcp -m multiport --dports 25,465,587 -j ACCEPT\n-A SMTPOUTPUT -p tcp "
	      "-m multiport --dports 25,465,587 -m owner --uid-owner 0 -j ACCEPT\n"
	      "-A SMTPOUTPUT -p tcp -m multiport --dports 25,465,587 -m owner --gid-owner 8 -j ACCEPT\n-A "
	      "SMTPOUTPUT -p tcp -m multiport --dports 25,465,587 -j LOGDROPOUT\n");

#define UFW_CHAINS                                                                                           \
	":ufw-before-output - [0:0]\n:ufw-after-output - [0:0]\n:ufw-track-output - "                        \
	"[0:0]\n:ufw-user-output - [0:0]\n:ufw-reject-output - [0:0]\n:ufw-logging-deny - [0:0]\n"           \
	"-A OUTPUT -j ufw-before-output\n-A OUTPUT -j ufw-after-output\n-A OUTPUT -j ufw-reject-output\n-A " \
	"OUTPUT -j ufw-track-output\n"                                                                       \
	"-A ufw-before-output -o lo -j ACCEPT\n-A ufw-before-output -m conntrack --ctstate "                 \
	"RELATED,ESTABLISHED -j ACCEPT\n-A ufw-before-output -j ufw-user-output\n"                           \
	"-A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix \"[UFW BLOCK] \"\n"
static const char ipt_ufw[] =
	SAVED(UFW_CHAINS "-A ufw-track-output -p tcp -m conntrack --ctstate NEW -j ACCEPT\n-A "
			 "ufw-user-output -p tcp -m tcp --dport 587 -j REJECT --reject-with tcp-reset\n");
static const char ipt_ufw_deny[] =
	"*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n" UFW_CHAINS
	"-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A ufw-user-output -p tcp -m tcp "
	"--dport 443 -j ACCEPT\n-A ufw-user-output -p udp -m udp --dport 53 -j ACCEPT\nCOMMIT\n";

static const char ipt_docker[] =
	"*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT "
	"[0:0]\n:DOCKER - [0:0]\n"
	"-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n-A OUTPUT ! -d 127.0.0.0/8 -m addrtype "
	"--dst-type LOCAL -j DOCKER\n-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\n"
	"-A DOCKER -i docker0 -j RETURN\n-A DOCKER ! -i docker0 -p tcp -m tcp --dport 587 -j DNAT "
	"--to-destination 172.17.0.2:587\nCOMMIT\n"
	"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:DOCKER - "
	"[0:0]\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\n-A FORWARD -o docker0 -m conntrack "
	"--ctstate RELATED,ESTABLISHED -j ACCEPT\n"
	"-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 587 -j ACCEPT\n-A "
	"DOCKER-USER -j RETURN\nCOMMIT\n";
static const char ipt_range[] = SAVED("-A OUTPUT -m iprange --dst-range 198.51.100.1-198.51.100.9 -j DROP\n");
static const char ipt_ipset[] = SAVED("-A OUTPUT -m set --match-set blocklist dst -j DROP\n");
static const char ipt_not[] = SAVED("-A OUTPUT ! -d 192.0.2.1/32 -p tcp -m tcp --dport 587 -j DROP\n");
static const char ipt_queue[] = "*mangle\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -m conntrack --ctstate NEW -j "
				"NFQUEUE --queue-num 0 --queue-bypass\nCOMMIT\n";
static const char ipt_quoted[] = SAVED(
	"-A OUTPUT -p tcp -m tcp --dport 587 -m comment --comment \"no \\\"mail\\\" -j ACCEPT\" -j DROP\n");
static const char ipt_wg_quick[] =
	"*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -d 10.8.0.2/32 ! -i wg0 -m "
	"addrtype ! --src-type LOCAL -m comment --comment \"wg-quick(8) rule for wg0\" -j DROP\nCOMMIT\n"
	"*mangle\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p udp -m comment "
	"--comment \"wg-quick(8) rule for wg0\" -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask "
	"0xffffffff\n"
	"-A POSTROUTING -p udp -m mark --mark 0xca6c -m comment --comment \"wg-quick(8) rule for wg0\" -j "
	"CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff\nCOMMIT\n";

#endif
