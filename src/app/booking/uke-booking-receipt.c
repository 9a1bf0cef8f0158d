/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-receipt.h"

#include "app/sync/uke-sync-button.h"
#include "app/uke-perform.h"
#include "clinic/uke-waiting-query.h"

#include <glib/gi18n.h>

/* A booking is confirmed within a second, or it is said that it is not yet (sync.md 2.10). */
#define PATIENCE_MS 800

/** Waiting: a booking on its way to the server and back. */
typedef struct {
  gatomicrefcount refs; /* the timeout or the signal, and each look */
  UkeWindow *window;    /* (owned) */
  UkeClinic *clinic;    /* (owned) */
  char *time;           /* (owned) */
  UkeReceipt receipt;
  unsigned timeout;
  unsigned long changed_id;
} Waiting;

static void
waiting_unref (Waiting *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_object_unref (self->window);
  g_object_unref (self->clinic);
  g_free (self->time);
  g_free (self);
}

static void
say (Waiting *self, const char *format)
{
  g_autofree char *sentence = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  sentence = g_strdup_printf (format, self->time);
#pragma GCC diagnostic pop
  uke_perform_show_done (self->window, sentence, &self->receipt);
}

/* Says it once, whoever comes first. */
static void
finish (Waiting *self, const char *format)
{
  if (self->changed_id == 0)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_signal_handler (&self->changed_id, self->clinic);
  say (self, format);
  waiting_unref (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *self = user_data;
  g_autoptr (UkeWaiting) waiting
      = uke_clinic_load_waiting_finish (UKE_CLINIC (source), result, NULL);

  if (waiting != NULL
      && !uke_waiting_has (waiting, &UKE_ENTITY_APPOINTMENT, &self->receipt.subject_id))
    finish (self, _ ("The booking for %s is confirmed"));
  waiting_unref (self);
}

static void
changed_cb (UkeClinic *clinic, UkeChanges *changes, Waiting *self)
{
  g_atomic_ref_count_inc (&self->refs);
  uke_clinic_load_waiting_async (clinic, NULL, looked_cb, self);
}

static gboolean
timeout_cb (gpointer data)
{
  Waiting *self = data;

  self->timeout = 0;
  finish (self, _ ("The booking for %s is saved and being confirmed"));
  return G_SOURCE_REMOVE;
}

static gboolean
is_connected (UkeWindow *window)
{
  UkeSyncKind kind
      = uke_sync_state_get (uke_sync_button_get_state (uke_window_get_sync_button (window)))->kind;

  return uke_sync_kind_is_connected (kind);
}

/**
 * uke_booking_receipt_show:
 * @window: the desk
 * @time: when the booking is, in words
 * @receipt: what the command did
 *
 * Thread: main
 * Source: sync.md 2.10
 */
void
uke_booking_receipt_show (UkeWindow *window, const char *time, const UkeReceipt *receipt)
{
  Waiting *self = g_new0 (Waiting, 1);

  g_atomic_ref_count_init (&self->refs);
  self->window = g_object_ref (window);
  self->clinic = g_object_ref (uke_window_get_clinic (window));
  self->time = g_strdup (time);
  self->receipt = *receipt;
  if (!receipt->waits) {
    say (self, _ ("Booked for %s"));
  } else if (uke_holds_is_certain (uke_clinic_get_holds (self->clinic), &receipt->subject_id)) {
    say (self, _ ("The booking for %s is confirmed"));
  } else if (!is_connected (window)) {
    say (self, _ ("A tentative booking for %s. It is confirmed when the server is reached."));
  } else {
    self->changed_id = g_signal_connect (self->clinic, "changed", G_CALLBACK (changed_cb), self);
    self->timeout = g_timeout_add (PATIENCE_MS, timeout_cb, self);
    changed_cb (self->clinic, NULL, self);
    return;
  }
  waiting_unref (self);
}
