/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/uke-perform.h"

#include "app/uke-ask.h"
#include "app/uke-window.h"
#include "clinic/uke-clinic-error.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* How long a change can be taken back from its toast (decision 14). */
enum { UNDO_SECONDS = 10 };

/* One thing somebody wants done, from the first try to the answer they gave to what was asked. */
typedef struct {
  UkeWindow *window;   /* (owned) */
  UkeClinic *clinic;   /* (owned) */
  UkeCommand *command; /* (owned) */
  char *done;          /* (owned) (nullable): what to say when it is done */
  UkePerformedFunc then;
  UkeRefusedFunc refused; /* (nullable): says what went wrong; NULL leaves it to the window */
  gpointer user_data;
  GDestroyNotify destroy;
} Perform;

static void
perform_free (Perform *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->window);
  g_object_unref (self->clinic);
  uke_command_free (self->command);
  g_free (self->done);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Perform, perform_free)

static void try (Perform *self);

static void
undo_clicked_cb (UkeWindow *window, AdwToast *toast)
{
  UkeId id;

  if (uke_id_from_hex (g_object_get_data (G_OBJECT (toast), "change-set"), &id))
    uke_perform_undo (GTK_WIDGET (window), &id);
}

/**
 * uke_perform_show_done:
 * @window: the desk
 * @sentence: what was done
 * @receipt: what the command did
 *
 * Says that something was done, with Undo where it can be taken back.
 *
 * Thread: main
 * Source: decision 14
 */
void
uke_perform_show_done (UkeWindow *window, const char *sentence, const UkeReceipt *receipt)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, UNDO_SECONDS);
  if (receipt->can_undo) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    g_object_set_data_full (G_OBJECT (toast), "change-set",
                            uke_id_dup_hex (&receipt->change_set_id), g_free);
    /* The window owns the toast; the toast must not keep the window. */
    g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), window,
                             G_CONNECT_SWAPPED);
  }
  uke_window_add_toast (window, toast);
}

static void
answered_cb (const UkeAnswer *answer, gpointer user_data)
{
  g_autoptr (Perform) self = user_data;

  if (answer == NULL)
    return;
  if (answer->reason != NULL)
    uke_command_set_reason (self->command, answer->reason);
  if (!uke_id_is_none (&answer->second_staff_id))
    uke_command_set_second_staff (self->command, &answer->second_staff_id);
  if (answer->accepts_warnings)
    uke_command_set_accepts_warnings (self->command, TRUE);
  try (g_steal_pointer (&self));
}

/* What can be answered is asked; everything else is said. */
static void
show_trouble (Perform *taken, const GError *error)
{
  g_autoptr (Perform) self = taken;
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (uke_ask_can_answer (error)) {
    UkeWindow *window = self->window;
    UkeClinic *clinic = self->clinic;

    uke_ask (window, clinic, error, answered_cb, g_steal_pointer (&self));
    return;
  }
  if (self->refused != NULL) {
    self->refused (error, self->user_data);
    return;
  }
  sentence = uke_words_for_error (error);
  uke_window_say (self->window, sentence);
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Perform) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL) {
    show_trouble (g_steal_pointer (&self), error);
    return;
  }
  if (self->done != NULL)
    uke_perform_show_done (self->window, self->done, receipt);
  if (self->then != NULL)
    self->then (receipt, self->user_data);
}

static void
try (Perform *self)
{
  uke_clinic_execute_async (self->clinic, uke_command_ref (self->command), NULL, executed_cb, self);
}

/**
 * uke_perform:
 * @widget: where it was asked for
 * @command: (transfer full): what to do
 * @done: (nullable): the sentence of the toast when it is done
 *
 * Has the clinic carry out a command. Where the rules want a reason, a second person or a look at
 * warnings, asks for it and goes on; a change that can be taken back gets a toast with Undo;
 * anything else that went wrong is said in one sentence. Nothing is half done.
 *
 * Thread: main
 * Source: design.md 8, decisions 11, 14, 27
 */
void
uke_perform (GtkWidget *widget, UkeCommand *command, const char *done)
{
  uke_perform_then (widget, command, done, NULL, NULL, NULL);
}

/**
 * uke_perform_then:
 * @widget: where it was asked for
 * @command: (transfer full): what to do
 * @done: (nullable): the sentence of the toast when it is done
 * @then: (nullable): called when it is done
 * @user_data: for @then
 * @destroy: (nullable): frees @user_data, whether it was done or not
 *
 * Like uke_perform(), and goes on with @then.
 *
 * Thread: main
 */
void
uke_perform_then (GtkWidget *widget,
                  UkeCommand *command,
                  const char *done,
                  UkePerformedFunc then,
                  gpointer user_data,
                  GDestroyNotify destroy)
{
  uke_perform_or (widget, command, done, then, NULL, user_data, destroy);
}

/**
 * uke_perform_or:
 * @widget: where it was asked for
 * @command: (transfer full): what to do
 * @done: (nullable): the sentence of the toast when it is done
 * @then: (nullable): called when it is done
 * @refused: (nullable): called when it cannot be done, for forms that say so themselves
 * @user_data: for @then and @refused
 * @destroy: (nullable): frees @user_data, whether it was done or not
 *
 * Like uke_perform_then(), for a form that stays open until its command went through.
 *
 * Thread: main
 */
void
uke_perform_or (GtkWidget *widget,
                UkeCommand *command,
                const char *done,
                UkePerformedFunc then,
                UkeRefusedFunc refused,
                gpointer user_data,
                GDestroyNotify destroy)
{
  UkeWindow *window = uke_window_of (widget);
  Perform *self = g_new0 (Perform, 1);

  g_return_if_fail (window != NULL && uke_window_get_clinic (window) != NULL);

  self->window = g_object_ref (window);
  self->clinic = g_object_ref (uke_window_get_clinic (window));
  self->command = command;
  self->done = g_strdup (done);
  self->then = then;
  self->refused = refused;
  self->user_data = user_data;
  self->destroy = destroy;
  try (self);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_undo_finish (UKE_CLINIC (source), result, &error);

  if (receipt != NULL) {
    uke_window_say (window, _ ("Undone"));
  } else {
    g_autofree char *sentence = uke_words_for_error (error);

    uke_window_say (window, sentence);
  }
}

/**
 * uke_perform_undo:
 * @widget: where it was asked for
 * @change_set_id: (nullable): what to take back; NULL is the newest change of whoever sits at the
 * desk
 *
 * Thread: main
 * Source: decision 14
 */
void
uke_perform_undo (GtkWidget *widget, const UkeId *change_set_id)
{
  UkeWindow *window = uke_window_of (widget);
  UkeClinic *clinic = window != NULL ? uke_window_get_clinic (window) : NULL;

  if (clinic == NULL)
    return;
  if (change_set_id == NULL && !uke_clinic_can_undo (clinic)) {
    uke_window_say (window, _ ("Nothing to undo"));
    return;
  }
  uke_clinic_undo_async (clinic, change_set_id, NULL, undone_cb, g_object_ref (window));
}

/**
 * Says what could not be done, and what helps.
 * @widget: a widget of the window
 * @error: what came back; a request that was cancelled is passed over in silence
 *
 * Thread: main
 */
void
uke_present_error (GtkWidget *widget, const GError *error)
{
  UkeWindow *window = uke_window_of (widget);

  if (window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_autofree char *sentence = uke_words_for_error (error);
  uke_window_say (window, sentence);
}
