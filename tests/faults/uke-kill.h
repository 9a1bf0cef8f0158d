/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeKillTarget:
 * @open: makes or opens what is written to, in the process that is going to be killed
 * @write: writes item @n and returns when it is committed
 * @check: opens what the killed process has left, asserts that it is whole, lets go of it, and
 *   returns how many items it holds
 *
 * What the harness kills. Items are numbered from 1 without gaps over all the kills.
 */
typedef struct {
  gpointer (*open) (gpointer data);
  void (*write) (gpointer opened, int64_t n);
  int64_t (*check) (gpointer data);
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
