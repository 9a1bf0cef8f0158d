/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/uke-kill.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process lives this long after its first item, at random, before it is killed. */
#define MIN_LIFE_US 200
#define MAX_LIFE_US 20000

/* The process that is going to be killed: each item is acknowledged when it is committed. */
static void
write_for_ever (const UkeKillTarget *target, gpointer data, int64_t n, int acknowledgements)
{
  gpointer opened = target->open (data);

  for (;; n++) {
    target->write (opened, n);
    if (write (acknowledgements, &n, sizeof n) != sizeof n)
      _exit (1);
  }
}

static gboolean
read_acknowledgement (int fd, int64_t *last)
{
  int64_t n;
  ssize_t n_read = read (fd, &n, sizeof n);

  if (n_read == 0)
    return FALSE;
  g_assert_cmpint (n_read, ==, sizeof n);
  g_assert_cmpint (n, >, *last);
  *last = n;
  return TRUE;
}

/* Follows the writer until its time is up; the pipe never fills, so it never waits for us. */
static void
follow (int fd, int64_t *last)
{
  int64_t until_us;

  if (!read_acknowledgement (fd, last))
    return;
  until_us = g_get_monotonic_time () + g_test_rand_int_range (MIN_LIFE_US, MAX_LIFE_US);
  for (;;) {
    int64_t left_us = until_us - g_get_monotonic_time ();
    struct timespec left = { .tv_nsec = left_us * 1000 };
    struct pollfd waiting = { .fd = fd, .events = POLLIN };

    if (left_us <= 0 || ppoll (&waiting, 1, &left, NULL) == 0 || !read_acknowledgement (fd, last))
      return;
  }
}

/* One life and death. Returns the last item that was acknowledged. */
static int64_t
kill_one (const UkeKillTarget *target, gpointer data, int64_t n_before)
{
  int64_t last = n_before;
  int ends[2], status = 0;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    close (ends[0]);
    write_for_ever (target, data, n_before + 1, ends[1]);
  }
  close (ends[1]);
  follow (ends[0], &last);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  /* A writer that had ended by itself would prove nothing. */
  g_assert_true (WIFSIGNALED (status));
  while (read_acknowledgement (ends[0], &last))
    ;
  close (ends[0]);
  return last;
}

/**
 * uke_kill_run:
 * @target: what to write and how to check it
 * @data: for @target
 * @n_kills: how many processes to kill
 *
 * Kills writers with SIGKILL at random moments, one after the other on the same files, and looks
 * each time at what is left: every acknowledged item, and at most the one that was being committed
 * beside them. Call it before the program has started any thread.
 *
 * Returns: what happened
 * Source: security.md T-K9
 */
UkeKillCount
uke_kill_run (const UkeKillTarget *target, gpointer data, unsigned n_kills)
{
  UkeKillCount count = { 0 };
  int64_t n_there = 0;

  for (unsigned i = 0; i < n_kills; i++) {
    int64_t last = kill_one (target, data, n_there);
    int64_t n_found = target->check (data);

    count.n_kills++;
    count.n_acknowledged += last - n_there;
    count.n_lost += MAX (last - n_found, 0);
    g_assert_cmpint (n_found, <=, last + 1);
    n_there = n_found;
  }
  return count;
}
