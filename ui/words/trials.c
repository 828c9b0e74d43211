/*
 * The table of the experiments, and how each mail program is started without add-ons.
 */
#include "ui/words/trials.h"

#include <stddef.h>

#include "checks/engine/words.h"

/* clang-format off */
const struct trial_words trial_words[EXPERIMENT_N] = {
	[EXPERIMENT_SHIELD_OFF] = {
		.label = N_("Without the mail protection of the antivirus program"),
		.heading = N_("Try it without the mail protection"),
		.why = N_("An antivirus program looks into mail on its way out. One test with this part off shows "
			  "whether it holds your mail back."),
		.change = {
			N_("Open the settings of your security program. Look for \"Mail shield\", \"Email "
			   "protection\" or \"Scan outgoing mail\"."),
			N_("Switch this one part off, for ten minutes if it asks. Leave the rest of the protection "
			   "on."),
		},
		.how = N_("Search the help of the security program for \"mail shield\". On a computer of your work "
			  "or school, its administrator knows."),
		.back_heading = N_("Switch the mail protection on again"),
		.back = {
			N_("Open the same settings and switch the mail protection on. The program then shows that "
			   "you are protected."),
		},
		.helped = N_("It helped: with the mail protection off, it works."),
		.same = N_("No difference: with the mail protection off, it is the same."),
		.still = N_("Still to do: switch the mail protection of the antivirus program on again."),
	},
	[EXPERIMENT_VPN_OFF] = {
		.label = N_("With the VPN off"),
		.heading = N_("Try it with the VPN off"),
		.why = N_("A VPN leads your mail through another company's network. One test without it shows "
			  "whether that network holds your mail back."),
		.change = {
			N_("Open the VPN program, or the network settings of this computer, and choose "
			   "\"Disconnect\"."),
			N_("Wait until it says that it is off."),
		},
		.how = N_("Look for a key or a shield near the clock of the screen. On a computer of your work, its "
			  "administrator knows."),
		.risk = N_("When the VPN goes off, your connection to this computer may break."),
		.back_heading = N_("Switch the VPN on again"),
		.back = {
			N_("Open the VPN program again and choose \"Connect\"."),
		},
		.helped = N_("It helped: with the VPN off, it works."),
		.same = N_("No difference: with the VPN off, it is the same."),
		.still = N_("Still to do: switch the VPN on again."),
	},
	[EXPERIMENT_OTHER_NETWORK] = {
		.label = N_("Over another network: a phone's hotspot"),
		.heading = N_("Try it over a phone's hotspot"),
		.why = N_("A phone has an internet connection of its own. If it works over that, your settings are "
			  "right, and the network here is the reason."),
		.change = {
			/* TRANSLATORS: menus as in Android and iOS */
			N_("Switch the hotspot of the phone on. Android: Settings > Network & internet > Hotspot "
			   "& tethering. iPhone: Settings > Personal Hotspot."),
			N_("Choose the phone in this computer's list of Wi-Fi networks. The test needs less than "
			   "one megabyte."),
		},
		.how = N_("The Wi-Fi of a cafe or of a neighbour will do as well. It has to be another internet "
			  "connection than the one here."),
		.risk = N_("When this computer changes its network, your connection to it breaks."),
		.back_heading = N_("Go back to your usual network"),
		.back = {
			N_("Choose the usual network in this computer's list again, and switch the hotspot of the "
			   "phone off."),
		},
		.helped = N_("It helped: over the other network, it works."),
		.same = N_("No difference: over the other network, it is the same."),
		.still = N_("Still to do: go back to your usual network."),
	},
	[EXPERIMENT_OTHER_PORT] = {
		.label = N_("With another port"),
		.heading = N_("Try another port"),
		/* TRANSLATORS: {host} is the name of a server, {working_port} a number */
		.why = N_("The server {host} also answers at port {working_port}. One test with it shows whether only "
			  "the port is the reason."),
		.change = {
			/* TRANSLATORS: {port} is a number, {security} a kind of encryption such as STARTTLS */
			N_("Write down what stands there: port {port}, {security}."),
			/* TRANSLATORS: {working_port} is a number, {working_security} a kind of encryption */
			N_("Set the port to {working_port} and the security to {working_security}."),
		},
		.how = N_("Search the help of your mail program for \"outgoing server\" or \"SMTP\"."),
		.back_heading = N_("Which port does your mail program use now?"),
		.back = {
			/* TRANSLATORS: {port} is a number, {security} a kind of encryption such as STARTTLS */
			N_("If it works, the new port may stay. If not, set port {port} and {security} again."),
		},
		.helped = N_("It helped: with the other port, it works."),
		.same = N_("No difference: with the other port, it is the same."),
		.still = N_("Still to do: set the port of your mail program back."),
	},
	[EXPERIMENT_WITHOUT_PLUGINS] = {
		.label = N_("With the mail program started without add-ons"),
		.heading = N_("Try it without add-ons"),
		.why = N_("Security programs put add-ons into mail programs. Started without them, your program shows "
			  "whether one stands in the way."),
		.how = N_("Search the help of your mail program for \"safe mode\" or \"add-ons\"."),
		.back_heading = N_("Start your mail program as usual again"),
		.back = {
			N_("Close the mail program and start it in the usual way. Switch on again what you switched off by "
			   "hand."),
		},
		.helped = N_("It helped: without add-ons, it works."),
		.same = N_("No difference: without add-ons, it is the same."),
		.still = N_("Still to do: start your mail program as usual again."),
	},
};

static const struct {
	enum program program;
	const char *lines[TRIAL_LINES];
} without_addons[] = {
	{PROGRAM_THUNDERBIRD, {
		/* TRANSLATORS: menus as in the program itself */
		N_("In Thunderbird open the menu > Help > Troubleshoot Mode and confirm. It starts anew."),
		N_("Choose \"Continue in Troubleshoot Mode\"."),
	}},
	{PROGRAM_OUTLOOK, {
		N_("Close Outlook. Hold down the Ctrl key and start it; confirm the question about the safe mode."),
	}},
	{PROGRAM_APPLE_MAIL, {
		/* TRANSLATORS: menus as in the program itself */
		N_("Open Mail > Settings > General > Manage Plug-ins, and take away every tick. Newer versions: "
		   "Settings > Extensions."),
		N_("Start Mail anew."),
	}},
	{PROGRAM_EVOLUTION, {
		/* TRANSLATORS: menus as in the program itself */
		N_("Open Edit > Plugins, write down which have a tick, and take the ticks away."),
		N_("Start Evolution anew."),
	}},
	{PROGRAM_CLAWS, {
		/* TRANSLATORS: menus as in the program itself */
		N_("Open Configuration > Plugins, write down the list, and choose Unload for each of them."),
		N_("Start Claws Mail anew."),
	}},
	{PROGRAM_UNKNOWN, {
		N_("Close your mail program. Start it in its safe mode, or switch its add-ons off in its settings."),
	}},
};
/* clang-format on */

const char *const *trial_without_addons(enum program program)
{
	if (program == PROGRAM_OTHER)
		program = PROGRAM_UNKNOWN;
	for (size_t i = 0; i < sizeof without_addons / sizeof without_addons[0]; i++)
		if (without_addons[i].program == program)
			return without_addons[i].lines;
	return NULL;
}
