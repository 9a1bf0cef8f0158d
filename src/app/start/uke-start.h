/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

#define UKE_TYPE_START (uke_start_get_type ())
G_DECLARE_FINAL_TYPE (UkeStart, uke_start, UKE, START, GObject)

/**
 * UkeStart:
 *
 * The way from the program's start to an open clinic with somebody at the desk: self-test, keys,
 * first set-up or recovery, opening, and who sits there. Shows its cards in the window and gives it
 * the clinic at the end.
 */
UkeStart *uke_start_new (UkeWindow *window,
                         const char *data_dir,
                         const char *clock_text,
                         const char *recovery_code_file);
void uke_start_begin (UkeStart *self);
UkeClinic *uke_start_get_clinic (UkeStart *self);
int uke_start_get_exit_status (UkeStart *self);
void uke_start_join_server (UkeStart *self);
void uke_start_leave_server (UkeStart *self);

G_END_DECLS
