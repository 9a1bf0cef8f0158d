/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-allow-deletions.h"

#include "app/uke-ask.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-note.h"

#include <glib/gi18n.h>

/** Allowing: on its way through the audit. */
typedef struct {
  UkeWindow *window; /* (owned) */
  UkeSyncHeld seen;  /* what the person was told */
  char *reason;      /* (owned) (nullable) */
} Allowing;

static void
allowing_free (Allowing *self)
{
  g_object_unref (self->window);
  g_free (self->reason);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Allowing, allowing_free)

static void note (Allowing *self);

static UkeSyncEngine *
get_engine (UkeWindow *window)
{
  UkeServerLink *link = uke_window_get_server_link (window);

  return link != NULL ? uke_server_link_get_engine (link) : NULL;
}

static void
answered_cb (const UkeAnswer *answer, gpointer user_data)
{
  g_autoptr (Allowing) self = user_data;

  if (answer == NULL)
    return;
  g_free (self->reason);
  self->reason = g_strdup (answer->reason);
  note (g_steal_pointer (&self));
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Allowing) self = user_data;
  UkeSyncEngine *engine = get_engine (self->window);
  g_autoptr (GError) error = NULL;

  if (uke_clinic_note_finish (UKE_CLINIC (source), result, &error)) {
    if (engine != NULL)
      uke_sync_engine_allow_deletions (engine);
    uke_window_say (self->window, _ ("What was held back is taken in now."));
  } else if (uke_ask_can_answer (error)) {
    UkeWindow *window = self->window;

    uke_ask (window, UKE_CLINIC (source), error, answered_cb, g_steal_pointer (&self));
  } else {
    uke_present_error (GTK_WIDGET (self->window), error);
  }
}

static void
note (Allowing *self)
{
  const UkeNote entry = { .kind = UKE_AUDIT_ALLOW_DELETIONS,
                          .action = UKE_ACTION_SYNC_ALLOW_DELETIONS,
                          .count = self->seen.n_records,
                          .reason = self->reason };

  uke_clinic_note_async (uke_window_get_clinic (self->window), &entry, noted_cb, self);
}

/**
 * uke_allow_deletions:
 * @window: a desk at which a large deletion is held back; nothing happens at any other
 *
 * Thread: main
 * Source: sync.md 2.7, security.md 4.1
 */
void
uke_allow_deletions (UkeWindow *window)
{
  UkeSyncEngine *engine = get_engine (window);
  Allowing *self;

  if (engine == NULL || uke_sync_engine_get_facts (engine)->state != UKE_SYNC_STAGE_HELD)
    return;
  self = g_new0 (Allowing, 1);
  self->window = g_object_ref (window);
  self->seen = uke_sync_engine_get_facts (engine)->held;
  note (self);
}
