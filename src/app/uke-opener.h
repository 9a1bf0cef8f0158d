/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** UKE_EXIT_SELF_TEST: the exit status of a program whose encryption does not pass its self-test.
 */
#define UKE_EXIT_SELF_TEST 3

#define UKE_TYPE_OPENER (uke_opener_get_type ())
G_DECLARE_FINAL_TYPE (UkeOpener, uke_opener, UKE, OPENER, GObject)

/**
 * UkeOpener:
 *
 * The way from the start of the program to an open clinic: self-test, the lock of the data folder,
 * the key from the keyring or the recovery code, the database. Whatever stands in the way gets a
 * page that says what happened and what helps; nothing is made, renamed or deleted on this way but
 * by a person's own step.
 *
 * Signals:
 * `opened (UkeClinic *clinic)`: the desk can begin.
 */
UkeOpener *uke_opener_new (UkeWindow *window,
                           const char *data_path,
                           const char *clock_text,
                           const char *code_file);

void uke_opener_start (UkeOpener *self);
UkeClinic *uke_opener_get_clinic (UkeOpener *self);
int uke_opener_get_exit_status (UkeOpener *self);

G_END_DECLS
