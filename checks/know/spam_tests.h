/*
 * What a rule of a spam filter looks at, by its name (spam_tests.psv): the rules of SpamAssassin and of rspamd.
 */
#ifndef MAILMEND_KNOW_SPAM_TESTS_H
#define MAILMEND_KNOW_SPAM_TESTS_H

enum spam_reason {
	SPAM_REASON_UNKNOWN,	  /* a rule that the table does not have, or of the receiver's own */
	SPAM_REASON_GOOD,	  /* it speaks for the mail, or says nothing */
	SPAM_REASON_LEARNT,	  /* words like those of spam that the filter has learnt from */
	SPAM_REASON_LIST_SERVER,  /* a block list names a server of the way */
	SPAM_REASON_LIST_LINK,	  /* a block list names a link or domain in it */
	SPAM_REASON_SPF,	  /* the sender's domain does not name the server */
	SPAM_REASON_DKIM,	  /* no signature, or one that is wrong */
	SPAM_REASON_DMARC,	  /* neither fits the sender's domain */
	SPAM_REASON_NOT_PROVEN,	  /* none of the three is there */
	SPAM_REASON_SERVER_NAME,  /* names of the sending computer */
	SPAM_REASON_HTML,	  /* built like advertising */
	SPAM_REASON_HEADER,	  /* lines above the text are missing or broken */
	SPAM_REASON_DATE,	  /* its date is wrong */
	SPAM_REASON_SUBJECT,	  /* capitals, odd words */
	SPAM_REASON_SENDER,	  /* sender lines that contradict each other */
	SPAM_REASON_KNOWN,	  /* the same text was reported as spam */
	SPAM_REASON_WORDS,	  /* words common in spam */
	SPAM_REASON_SHORT_LINK,	  /* a link through a shortener */
	SPAM_REASON_LINK,	  /* an odd link */
	SPAM_REASON_ATTACHMENT,	  /* kind of attachment */
	SPAM_REASON_VIRUS,	  /* a virus scanner reported something */
	SPAM_REASON_GREYLIST,	  /* unknown senders have to wait */
	SPAM_REASON_RATE,	  /* too many mails */
	SPAM_REASON_FILTER_FAULT, /* the filter could not ask a list: nothing about the mail */
	SPAM_REASON_TEST,	  /* the text that filters are tested with */
	SPAM_REASON_N,
};

const char *spam_reason_name(enum spam_reason reason); /* "learnt", "list-server", … for evidence */

enum spam_reason spam_test_find(const char *test);

#endif
