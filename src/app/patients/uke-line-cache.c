/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-line-cache.h"

#include "app/sync/uke-unsent.h"

/* More than any screen shows; and how long changes gather before lines are read anew. */
enum { MAX_LINES = 1024, REFRESH_INTERVAL_MS = 500 };

struct _UkeLineCache {
  GObject parent_instance;

  UkeClinic *clinic;         /* (owned) */
  GHashTable *lines;         /* (owned): by patient */
  GPtrArray *wanted;         /* (owned) (element-type UkePatientLine): not read yet */
  GCancellable *cancellable; /* (owned) */
  unsigned read_source;      /* idle, 0 for none */
  unsigned refresh_source;   /* timeout, 0 for none */
  unsigned look_again;       /* timeout, 0 for none */
};

G_DEFINE_FINAL_TYPE (UkeLineCache, uke_line_cache, G_TYPE_OBJECT)

/** Reading: which lines are read. */
typedef struct {
  UkeLineCache *cache; /* (owned) */
  GPtrArray *lines;    /* (owned) (element-type UkePatientLine) */
} Reading;

static void
reading_free (Reading *self)
{
  g_object_unref (self->cache);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static gboolean look_again_cb (gpointer user_data);

/* What is on its way to the server is marked if it still is in a moment. */
static void
look_again (UkeLineCache *self)
{
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  unsigned longest_ms = 0;
  GHashTableIter iter;
  gpointer line;

  g_clear_handle_id (&self->look_again, g_source_remove);
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line)) {
    const UkePatientOutline *outline = uke_patient_line_get_outline (line);

    if (outline != NULL && outline->is_unsent)
      longest_ms = MAX (longest_ms, uke_unsent_get_patience_ms (outline->unsent_since_us, now_us));
  }
  if (longest_ms > 0)
    self->look_again = g_timeout_add (longest_ms, look_again_cb, self);
}

static gboolean
look_again_cb (gpointer user_data)
{
  UkeLineCache *self = user_data;
  GHashTableIter iter;
  gpointer line;

  self->look_again = 0;
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line)) {
    const UkePatientOutline *outline = uke_patient_line_get_outline (line);

    if (outline != NULL && outline->is_unsent)
      uke_patient_line_changed (line);
  }
  return G_SOURCE_REMOVE;
}

static void
outlines_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  g_autoptr (GPtrArray) outlines
      = uke_clinic_load_outlines_finish (UKE_CLINIC (source), result, NULL);

  /* Without them the rows still say who it is. */
  if (outlines == NULL)
    return;
  uke_patient_line_take_outlines (reading->lines, outlines);
  look_again (reading->cache);
}

static gboolean
read_cb (gpointer user_data)
{
  UkeLineCache *self = user_data;
  GPtrArray *lines = g_steal_pointer (&self->wanted);
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  self->read_source = 0;
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < lines->len; i++)
    g_array_append_val (ids, uke_patient_line_get_hit (lines->pdata[i])->patient_id);
  reading->cache = g_object_ref (self);
  reading->lines = lines;
  uke_clinic_load_outlines_async (self->clinic, ids, self->cancellable, outlines_read_cb, reading);
  return G_SOURCE_REMOVE;
}

static void
want (UkeLineCache *self, UkePatientLine *line)
{
  g_ptr_array_add (self->wanted, g_object_ref (line));
  if (self->read_source == 0)
    self->read_source = g_idle_add (read_cb, self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  UkeLineCache *self = user_data;
  GHashTableIter iter;
  gpointer line;

  self->refresh_source = 0;
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    want (self, line);
  return G_SOURCE_REMOVE;
}

static void
clinic_changed_cb (UkeLineCache *self, UkeChanges *changes)
{
  if (!uke_changes_touches (changes, &UKE_ENTITY_PATIENT)
      && !uke_changes_touches (changes, &UKE_ENTITY_PATIENT_TAG)
      && !uke_changes_touches (changes, &UKE_ENTITY_APPOINTMENT)
      && !uke_changes_touches (changes, &UKE_ENTITY_FOLLOW_UP))
    return;
  if (self->refresh_source == 0 && g_hash_table_size (self->lines) > 0)
    self->refresh_source = g_timeout_add (REFRESH_INTERVAL_MS, refresh_cb, self);
}

static void
uke_line_cache_dispose (GObject *object)
{
  UkeLineCache *self = UKE_LINE_CACHE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_line_cache_parent_class)->dispose (object);
}

static void
uke_line_cache_class_init (UkeLineCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_line_cache_dispose;
}

static void
uke_line_cache_init (UkeLineCache *self)
{
  self->lines = g_hash_table_new_full (uke_id_hash, uke_id_equal, NULL, g_object_unref);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * uke_line_cache_new:
 * @clinic: an open clinic
 *
 * Returns: (transfer full): an empty cache
 * Thread: main
 */
UkeLineCache *
uke_line_cache_new (UkeClinic *clinic)
{
  UkeLineCache *self = g_object_new (UKE_TYPE_LINE_CACHE, NULL);

  self->clinic = g_object_ref (clinic);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (clinic_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * uke_line_cache_get_line:
 * @self: the cache
 * @hit: a patient who is to be shown
 *
 * Returns: (transfer full): their line; what is not known yet is on its way
 * Thread: main
 */
UkePatientLine *
uke_line_cache_get_line (UkeLineCache *self, UkeSearchHit *hit)
{
  UkePatientLine *line = g_hash_table_lookup (self->lines, &hit->patient_id);

  if (line != NULL && uke_patient_line_get_hit (line) == hit)
    return g_object_ref (line);
  if (g_hash_table_size (self->lines) >= MAX_LINES)
    g_hash_table_remove_all (self->lines);
  line = uke_patient_line_new (hit);
  g_hash_table_replace (self->lines, &hit->patient_id, g_object_ref (line));
  want (self, line);
  return line;
}
