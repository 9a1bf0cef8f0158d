/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

#define UKE_TYPE_START (uke_start_get_type ())
G_DECLARE_FINAL_TYPE (UkeStart, uke_start, UKE, START, GObject)

/** UkeStartForgottenFunc: the clinic was removed from this computer, or @error says why not. It is
 * closed in any case: the start and its window have no more use. */
typedef void (*UkeStartForgottenFunc) (gpointer user_data, const GError *error);

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
void uke_start_forget_clinic (UkeStart *self, UkeStartForgottenFunc forgotten, gpointer user_data);

G_END_DECLS
