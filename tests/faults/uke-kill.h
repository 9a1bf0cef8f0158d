/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** UkeKillNote: what a writer tells about an item besides its number, as it likes. */
typedef struct {
  uint8_t bytes[64];
} UkeKillNote;

/**
 * UkeKillFound:
 * @n: how many items the killed process has left
 * @n_now: how many there are after the check, which may write on
 * @n_missing: items that were acknowledged by their note and are not there
 */
typedef struct {
  int64_t n;
  int64_t n_now;
  int64_t n_missing;
} UkeKillFound;

/**
 * UkeKillTarget:
 * @open: makes or opens what is written to, in the process that is going to be killed
 * @write: writes an item, by preference @n, fills the note, and returns the number of the item that
 *   is committed now, or 0 when it wrote nothing
 * @acknowledged: (nullable): told, in the process that goes on, of each committed item
 * @check: opens what the killed process has left, asserts that it is whole and lets go of it
 * @max_unsaid: how many items one call of @write commits at most
 *
 * What the harness kills. Items are numbered from 1 without gaps over all the kills.
 */
typedef struct {
  gpointer (*open) (gpointer data);
  int64_t (*write) (gpointer opened, int64_t n, UkeKillNote *note);
  void (*acknowledged) (gpointer data, const UkeKillNote *note);
  UkeKillFound (*check) (gpointer data);
  int max_unsaid;
} UkeKillTarget;

/**
 * UkeKillCount:
 * @n_kills: processes killed while writing
 * @n_acknowledged: items whose writer had said that they are committed
 * @n_lost: of these, items that were not there afterwards; must be 0
 */
typedef struct {
  unsigned n_kills;
  int64_t n_acknowledged;
  int64_t n_lost;
} UkeKillCount;

UkeKillCount uke_kill_run (const UkeKillTarget *target, gpointer data, unsigned n_kills);

G_END_DECLS
