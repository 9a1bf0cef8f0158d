/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-desk-errand.h"

#include "app/uke-ask.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-note.h"
#include "feed/uke-wire-devices.h"

#include <glib/gi18n.h>

/** Errand: one on its way. */
typedef struct {
  GtkWidget *widget; /* (owned) */
  UkeWindow *window; /* (owned) */
  UkeNote note;
  char *reason;      /* (owned) (nullable) */
  char *path, *name; /* (owned) (nullable) */
  UkeDeskErrandFunc done;
  gpointer user_data;
  GDestroyNotify destroy;
} Errand;

static void
errand_free (Errand *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->widget);
  g_object_unref (self->window);
  g_free (self->reason);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void run (Errand *self);

/**
 * uke_desk_errand_describe:
 * @status: of an answer that is not 200; 0: there was none
 *
 * Returns: (transfer full): what that means, and what helps
 * Thread: main
 */
char *
uke_desk_errand_describe (unsigned status)
{
  switch (status) {
  case 0:
    return g_strdup (_ ("The server cannot be reached just now. Nothing was changed. Please try "
                        "again when there is a connection."));
  case 403:
    return g_strdup (_ ("The server does not let your role do this. Nothing was changed."));
  case 404:
    return g_strdup (_ ("The server does not know this desk any more. Please look at the list "
                        "again."));
  default:
    return g_strdup (_ ("The server could not do this just now. Please try again in a moment."));
  }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_engine_ask_finish (UKE_SYNC_ENGINE (source), result, &error);
  g_autofree char *sentence = NULL;
  const char *json;
  size_t size;

  if (reply != NULL && reply->status == 200) {
    json = g_bytes_get_data (reply->body, &size);
    self->done (json, size, self->user_data);
    return;
  }
  sentence = uke_desk_errand_describe (reply != NULL ? reply->status : 0);
  uke_window_say (self->window, sentence);
}

static void
ask_server (Errand *self)
{
  UkeServerLink *link = uke_window_get_server_link (self->window);
  UkeSyncEngine *engine = link != NULL ? uke_server_link_get_engine (link) : NULL;
  UkeRecord *staff = uke_clinic_get_sitting_staff (uke_window_get_clinic (self->window));
  UkeWireErrand errand = { .name = self->name };
  GString *json = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;

  if (staff != NULL)
    errand.staff_id = *uke_record_get_id (staff);
  uke_wire_errand_write (&errand, json);
  body = g_string_free_to_bytes (json);
  if (engine == NULL) {
    g_autofree char *sentence = uke_desk_errand_describe (0);

    uke_window_say (self->window, sentence);
    errand_free (self);
    return;
  }
  uke_sync_engine_ask_async (engine, "POST", self->path, body, answered_cb, self);
}

static void
reason_given_cb (const UkeAnswer *answer, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;

  if (answer == NULL)
    return;
  g_free (self->reason);
  self->reason = g_strdup (answer->reason);
  self->note.second_staff_id = answer->second_staff_id;
  run (g_steal_pointer (&self));
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;

  if (uke_clinic_note_finish (UKE_CLINIC (source), result, &error)) {
    ask_server (g_steal_pointer (&self));
  } else if (uke_ask_can_answer (error)) {
    UkeWindow *window = self->window;

    uke_ask (window, UKE_CLINIC (source), error, reason_given_cb, g_steal_pointer (&self));
  } else {
    uke_present_error (self->widget, error);
  }
}

static void
run (Errand *self)
{
  self->note.reason = self->reason;
  uke_clinic_note_async (uke_window_get_clinic (self->window), &self->note, noted_cb, self);
}

/**
 * uke_desk_errand_run:
 * @widget: where it was asked for
 * @kind: what the audit calls it
 * @dev: the number of the desk it is about, 0 for none
 * @path: where the server takes it
 * @name: (nullable): the desk's new name
 * @done: called when it was done
 * @user_data: for @done
 * @destroy: (nullable): for @user_data
 *
 * Thread: main
 * Source: security.md 4.1, decision 12
 */
void
uke_desk_errand_run (GtkWidget *widget,
                     UkeAuditKind kind,
                     uint32_t dev,
                     const char *path,
                     const char *name,
                     UkeDeskErrandFunc done,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  Errand *self = g_new0 (Errand, 1);

  self->widget = g_object_ref (widget);
  self->window = g_object_ref (uke_window_of (widget));
  self->note = (UkeNote){ .kind = kind, .action = UKE_ACTION_DEVICE_MANAGE, .count = dev };
  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->done = done;
  self->user_data = user_data;
  self->destroy = destroy;
  run (self);
}
