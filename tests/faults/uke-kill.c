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

/* What goes over the pipe, in one write that is never torn. */
typedef struct {
  int64_t n;
  UkeKillNote note;
} Acknowledgement;

/* The one who goes on: what it has been told by the writer of this life. */
typedef struct {
  const UkeKillTarget *target;
  gpointer data;
  int fd;
  int64_t last;
  int64_t n_told;
} Follower;

/* The process that is going to be killed: each item is acknowledged when it is committed. */
static void
write_for_ever (const UkeKillTarget *target, gpointer data, int64_t n, int fd)
{
  gpointer opened = target->open (data);

  for (;;) {
    Acknowledgement said = { 0 };

    said.n = target->write (opened, n, &said.note);
    if (said.n == 0)
      continue;
    if (write (fd, &said, sizeof said) != sizeof said)
      _exit (1);
    n = said.n + 1;
  }
}

static gboolean
read_acknowledgement (Follower *self)
{
  Acknowledgement said;
  ssize_t n_read = read (self->fd, &said, sizeof said);

  if (n_read == 0)
    return FALSE;
  g_assert_cmpint (n_read, ==, sizeof said);
  g_assert_cmpint (said.n, >, self->last);
  self->last = said.n;
  self->n_told++;
  if (self->target->acknowledged != NULL)
    self->target->acknowledged (self->data, &said.note);
  return TRUE;
}

/* Follows the writer until its time is up; the pipe never fills, so it never waits for us. */
static void
follow (Follower *self)
{
  int64_t until_us;

  if (!read_acknowledgement (self))
    return;
  until_us = g_get_monotonic_time () + g_test_rand_int_range (MIN_LIFE_US, MAX_LIFE_US);
  for (;;) {
    int64_t left_us = until_us - g_get_monotonic_time ();
    struct timespec left = { .tv_nsec = left_us * 1000 };
    struct pollfd waiting = { .fd = self->fd, .events = POLLIN };

    if (left_us <= 0 || ppoll (&waiting, 1, &left, NULL) == 0 || !read_acknowledgement (self))
      return;
  }
}

/* One life and death. Returns what was acknowledged. */
static Follower
kill_one (const UkeKillTarget *target, gpointer data, int64_t n_before)
{
  Follower follower = { .target = target, .data = data, .last = n_before };
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
  follower.fd = ends[0];
  follow (&follower);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  /* A writer that had ended by itself would prove nothing. */
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  while (read_acknowledgement (&follower))
    ;
  close (ends[0]);
  return follower;
}

/**
 * uke_kill_run:
 * @target: what to write and how to check it
 * @data: for @target
 * @n_kills: how many processes to kill
 *
 * Kills writers with SIGKILL at random moments, one after the other on the same files, and looks
 * each time at what is left: every acknowledged item, and at most what one write was committing
 * beside them. Call it before the program has started any thread.
 *
 * Returns: what happened
 * Source: security.md T-K9
 */
UkeKillCount
uke_kill_run (const UkeKillTarget *target, gpointer data, unsigned n_kills)
{
  UkeKillCount count = { 0 };
  int64_t n_there = target->check (data).n_now;

  for (unsigned i = 0; i < n_kills; i++) {
    Follower told = kill_one (target, data, n_there);
    UkeKillFound found = target->check (data);

    count.n_kills++;
    count.n_acknowledged += told.n_told;
    count.n_lost += MAX (told.last - found.n, found.n_missing);
    g_assert_cmpint (found.n, <=, told.last + target->max_unsaid);
    n_there = found.n_now;
  }
  return count;
}
