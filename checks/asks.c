/*
 * Ready texts for whoever must act where that is not the one who usually does: what blocks a port may be the
 * router at home, the internet company or the mail server's own firewall, and each is asked in its own words.
 * Rows without a cause serve every cause that has no text of its own for them.
 */
#include "checks/engine/cause.h"
#include "checks/engine/words.h"

const struct cause_ask cause_asks[] = {
	{CAUSE_PORT_BLOCKED, WHO_INTERNET_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time;
		   {hop}: an IP address */
		N_("On my internet connection nothing gets through to {host}, port {port}; other ports of "
		   "this server can be reached. Tested at {tested_at}. The last device on the way that "
		   "answered: {hop}. Is this port closed in your network, and can you open it for me?")},
	{CAUSE_PORT_BLOCKED, WHO_MAIL_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time */
		N_("Your server {host} lets nothing through to port {port} from my connection; the way to it "
		   "is free. Tested at {tested_at}. Does a firewall of yours block me, and can you lift "
		   "that?")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, WHO_INTERNET_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {tested_at}: date and time; {hop}: an IP address */
		N_("On my internet connection no mail server can be reached at ports 25, 465 and 587. Tested "
		   "at {tested_at} with {host}. The last device on the way that answered: {hop}. Can you "
		   "open port 465 or 587 for mail programs that sign in?")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, WHO_MAIL_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {tested_at}: date and time */
		N_("Your server {host} answers from my connection at no port for sending; the way to it is "
		   "free. Tested at {tested_at}. Does a firewall of yours block me, and can you lift that?")},
	{CAUSE_PORT25_BLOCKED, WHO_ADMIN,
		/* TRANSLATORS: {tested_at}: date and time; {host}: name of a server */
		N_("From our server port 25 towards other mail servers is closed. Tested at {tested_at} with "
		   "{host}. Can you open outgoing port 25 for this server, or name a relay that we may "
		   "use?")},
	{CAUSE_NETWORK_MISROUTED, WHO_INTERNET_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {ip}, {hop}: IP addresses; {tested_at}: date and
		   time */
		N_("On my internet connection data to {host} ({ip}) gets lost; other servers can be reached. "
		   "Tested at {tested_at}. The last device on the way that answered: {hop}. Can you check "
		   "the route?")},
	{CAUSE_RELAY_DENIED, WHO_RECIPIENT,
		/* TRANSLATORS: {recipient}: an email address; {host}: name of a server; {tested_at}: date and
		   time; {reply}: the words of a server */
		N_("My mail to {recipient} came back: the server {host} does not take mail for you. Date: "
		   "{tested_at}. Can you ask whoever looks after your mail whether the MX records name the "
		   "right server? Exact answer: {reply}")},
	{CAUSE_NONE, WHO_INTERNET_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time;
		   {hop}: an IP address */
		N_("On my internet connection no mail can be sent through {host}, port {port}; the fault "
		   "lies "
		   "on the way. Tested at {tested_at}. The last device that answered: {hop}. Can you find "
		   "out what holds it back?")},
	{CAUSE_NONE, WHO_LOCAL_NETWORK,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time;
		   {hop}: an IP address */
		N_("In this network no mail can be sent through {host}, port {port}; the fault lies between "
		   "my computer and the internet. Tested at {tested_at}. The last device that answered: "
		   "{hop}. Can you look into it?")},
	{CAUSE_NONE, WHO_ADMIN,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time;
		   {reply}: the words of a server */
		N_("No mail can be sent through {host}, port {port}. Tested at {tested_at}. Exact answer: "
		   "{reply}. Can you look into it?")},
	{CAUSE_NONE, WHO_MAIL_PROVIDER,
		/* TRANSLATORS: {host}: name of a server; {port}: a number; {tested_at}: date and time;
		   {reply}: the words of a server */
		N_("I cannot send mail through your server {host}, port {port}. Tested at {tested_at}. Exact "
		   "answer: {reply}. What is the reason?")},
	{CAUSE_NONE, WHO_RECIPIENT,
		/* TRANSLATORS: {tested_at}: date and time; {reply}: the words of a server */
		N_("Mail to you does not arrive. Tested at {tested_at}. Exact answer: {reply}. Can you ask "
		   "whoever looks after your mail?")},
};
const size_t cause_asks_n = sizeof cause_asks / sizeof cause_asks[0];
