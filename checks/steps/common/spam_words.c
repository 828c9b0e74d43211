/*
 * What spam filters look at, in plain words.
 */
#include "checks/steps/common/spam_words.h"

#include <stddef.h>

#include "checks/engine/words.h"

const char *spam_reason_words(enum spam_reason reason)
{
	static const char *const words[SPAM_REASON_N] = {
		[SPAM_REASON_LEARNT] = N_("The filter found words like those of unwanted mail that it was "
					  "taught with."),
		[SPAM_REASON_LIST_SERVER] = N_("The filter found a server that the mail passed on a block "
					       "list."),
		[SPAM_REASON_LIST_LINK] = N_("The filter found a link or a domain of the mail on a block "
					     "list."),
		[SPAM_REASON_SPF] = N_("The filter found that the sender's domain does not name the server "
				       "that sent the mail (SPF)."),
		[SPAM_REASON_DKIM] = N_("The filter found no right signature in the mail (DKIM)."),
		[SPAM_REASON_DMARC] = N_("The filter found that the mail does not keep to the rules that the "
					 "sender's domain has set (DMARC)."),
		[SPAM_REASON_NOT_PROVEN] = N_("The filter found no proof that the mail is from the sender's "
					      "domain."),
		[SPAM_REASON_SERVER_NAME] = N_("The filter distrusts the name of the computer that sent the "
					       "mail."),
		[SPAM_REASON_HTML] = N_("The filter found the mail built like advertising: much design, few "
					"words."),
		[SPAM_REASON_HEADER] = N_("The filter found lines above the text missing or broken."),
		[SPAM_REASON_DATE] = N_("The filter found the date of the mail wrong."),
		[SPAM_REASON_SUBJECT] = N_("The filter found the subject written as in unwanted mail."),
		[SPAM_REASON_SENDER] = N_("The filter found that the sender's lines contradict each other."),
		[SPAM_REASON_KNOWN] = N_("The filter found that others reported the same text as unwanted."),
		[SPAM_REASON_WORDS] = N_("The filter found words that are common in unwanted mail."),
		[SPAM_REASON_SHORT_LINK] = N_("The filter found a shortened link, which hides where it "
					      "leads."),
		[SPAM_REASON_LINK] = N_("The filter found a link that is written in an unusual way."),
		[SPAM_REASON_ATTACHMENT] = N_("The filter distrusts an attachment of the mail."),
		[SPAM_REASON_VIRUS] = N_("The filter says that a virus scanner found something."),
		[SPAM_REASON_GREYLIST] = N_("The filter lets unknown senders wait."),
		[SPAM_REASON_RATE] = N_("The filter counted too many mails of this sender."),
		[SPAM_REASON_TEST] = N_("The mail holds the text that filters are tested with."),
	};

	return words[reason];
}
