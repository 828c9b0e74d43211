/*
 * One write for one update. ncurses flushes at every movement of its cursor; over a network each flush may be
 * a packet of its own. Between gather_begin() and gather_end() what it writes is gathered, then it goes out
 * in one piece.
 */
#ifndef MAILMEND_UI_SCREEN_GATHER_H
#define MAILMEND_UI_SCREEN_GATHER_H

/* Remembers the terminal behind standard output; where gathering is not possible, updates go out as curses
 * writes them. */
void gather_open(void);
void gather_close(void);

void gather_begin(void);
void gather_end(void);

#endif
