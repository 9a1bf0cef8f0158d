/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-app-types.h"
#include "clinic/uke-clinic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** UkePerformedFunc: a command went through. Called once, after the toast is up; not called when it
 * did not. */
typedef void (*UkePerformedFunc) (const UkeReceipt *receipt, gpointer user_data);

/** UkeRefusedFunc: a command could not go through. Called once, instead of a sentence at the bottom
 * of the window; not called when somebody leaves a question unanswered. */
typedef void (*UkeRefusedFunc) (const GError *error, gpointer user_data);

void uke_perform (GtkWidget *widget, UkeCommand *command, const char *done);
void uke_perform_then (GtkWidget *widget,
                       UkeCommand *command,
                       const char *done,
                       UkePerformedFunc then,
                       gpointer user_data,
                       GDestroyNotify destroy);
void uke_perform_or (GtkWidget *widget,
                     UkeCommand *command,
                     const char *done,
                     UkePerformedFunc then,
                     UkeRefusedFunc refused,
                     gpointer user_data,
                     GDestroyNotify destroy);
void uke_perform_undo (GtkWidget *widget, const UkeId *change_set_id);
void uke_perform_show_done (UkeWindow *window, const char *sentence, const UkeReceipt *receipt);
void uke_present_error (GtkWidget *widget, const GError *error);

G_END_DECLS
