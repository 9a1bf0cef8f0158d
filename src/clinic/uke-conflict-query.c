/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-conflict-private.h"

/* More cards than this nobody reads: the next come when some are settled. */
#define MAX_CARDS 300

G_DEFINE_FINAL_TYPE (UkeConflict, uke_conflict, G_TYPE_OBJECT)

static void
clear_side (UkeConflictSide *side)
{
  g_free (side->device);
  g_clear_object (&side->appointment);
  g_clear_object (&side->patient);
}

static void
uke_conflict_finalize (GObject *object)
{
  UkeConflict *self = UKE_CONFLICT (object);

  g_clear_object (&self->record);
  g_clear_object (&self->patient);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    clear_side (&self->sides[i]);
  G_OBJECT_CLASS (uke_conflict_parent_class)->finalize (object);
}

static void
uke_conflict_class_init (UkeConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_conflict_finalize;
}

static void
uke_conflict_init (UkeConflict *self)
{
}

/**
 * uke_conflict_list_free:
 * @self: (transfer full) (nullable): cards
 *
 * Errors: none
 * Thread: any
 */
void
uke_conflict_list_free (UkeConflictList *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->decided);
  g_free (self);
}

/* One query: of all cards, or of one. */
typedef struct {
  UkeZone *zone; /* (owned) */
  UkeId clinic_id;
  int64_t now_us;
  UkeId change_set_id;
  UkeId record_id;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  uke_zone_unref (query->zone);
  g_free (query);
}

static Query *
make_query (UkeClinic *self)
{
  Query *query = g_new0 (Query, 1);

  query->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  query->clinic_id = self->clinic_id;
  query->now_us = uke_clock_now_us (self->clock);
  return query;
}

static gboolean
is_listed (const GPtrArray *cards, const UkeConflictRow *row)
{
  for (unsigned i = 0; i < cards->len; i++) {
    const UkeConflict *card = cards->pdata[i];

    if (card->seq == row->seq && uke_id_equal (&card->record_id, &row->record_id))
      return TRUE;
  }
  return FALSE;
}

static gboolean
needs_person (const GArray *rows)
{
  for (unsigned i = 0; i < rows->len; i++)
    if (g_array_index (rows, UkeConflictRow, i).needs_person)
      return TRUE;
  return FALSE;
}

/* What one entry did to one record is one card; one that a person settles is not listed as decided
 * by rule as well. */
static gboolean
add_cards (UkeDb *db,
           const Query *query,
           const GArray *rows,
           gboolean for_person,
           GPtrArray *cards,
           GError **error)
{
  for (unsigned i = 0; i < rows->len && cards->len < MAX_CARDS; i++) {
    const UkeConflictRow *row = &g_array_index (rows, UkeConflictRow, i);
    g_autoptr (GArray) all = NULL;
    UkeConflict *card;

    /* A change-set that was not allowed is one card, on the first record it was about. */
    if (row->entity == NULL || is_listed (cards, row)
        || (!for_person && row->kind == UKE_NOTE_NOT_PERMITTED))
      continue;
    all = uke_conflict_store_list_of (db, row->seq, &row->record_id, error);
    if (all == NULL)
      return FALSE;
    if (needs_person (all) != for_person)
      continue;
    card = uke_conflict_read (db, query->zone, query->now_us,
                              &g_array_index (all, UkeConflictRow, 0), all->len, error);
    if (card == NULL)
      return FALSE;
    g_ptr_array_add (cards, card);
  }
  return TRUE;
}

static int
compare_urgency (gconstpointer a, gconstpointer b)
{
  const UkeConflict *first = *(UkeConflict *const *)a, *second = *(UkeConflict *const *)b;

  if (first->is_today != second->is_today)
    return first->is_today ? -1 : 1;
  return (first->seq > second->seq) - (first->seq < second->seq);
}

static gboolean
read_list (UkeDb *db, const Query *query, UkeConflictList *list, GError **error)
{
  int64_t today_us = uke_zone_at (query->zone, uke_zone_date_of (query->zone, query->now_us), 0);
  g_autoptr (GArray) open = uke_conflict_store_list_open (db, error);
  g_autoptr (GArray) decided = NULL;

  if (open == NULL || !add_cards (db, query, open, TRUE, list->open, error))
    return FALSE;
  decided = uke_conflict_store_list_decided (db, today_us, error);
  if (decided == NULL || !add_cards (db, query, decided, FALSE, list->decided, error))
    return FALSE;
  g_ptr_array_sort (list->open, compare_urgency);
  return TRUE;
}

static gpointer
run_list (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeConflictList) list = g_new0 (UkeConflictList, 1);
  gboolean is_good;

  list->open = g_ptr_array_new_with_free_func (g_object_unref);
  list->decided = g_ptr_array_new_with_free_func (g_object_unref);
  if (!uke_db_begin_read (db, error))
    return NULL;
  is_good = read_list (db, data, list, error);
  uke_db_end_read (db);
  return is_good ? g_steal_pointer (&list) : NULL;
}

/**
 * uke_clinic_list_conflicts_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the list
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: sync.md 2.18
 */
void
uke_clinic_list_conflicts_async (UkeClinic *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_list_conflicts_async, run_list, make_query (self), query_free,
                    (GDestroyNotify)uke_conflict_list_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_list_conflicts_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what waits for somebody, and what rules decided today
 * Errors: NOT_OPEN, those of the store
 * Thread: main
 */
UkeConflictList *
uke_clinic_list_conflicts_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

/* One card for what one entry did to one record; rows of an entry stand together. */
static gboolean
is_counted (const GArray *rows, unsigned position)
{
  const UkeConflictRow *row = &g_array_index (rows, UkeConflictRow, position);

  for (unsigned i = position; i-- > 0;) {
    const UkeConflictRow *before = &g_array_index (rows, UkeConflictRow, i);

    if (before->seq != row->seq)
      return FALSE;
    if (uke_id_equal (&before->record_id, &row->record_id))
      return TRUE;
  }
  return FALSE;
}

static gpointer
run_count (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) open = uke_conflict_store_list_open (db, error);
  unsigned *n_cards;

  if (open == NULL)
    return NULL;
  n_cards = g_new0 (unsigned, 1);
  for (unsigned i = 0; i < open->len && *n_cards < MAX_CARDS; i++)
    if (g_array_index (open, UkeConflictRow, i).entity != NULL && !is_counted (open, i))
      ++*n_cards;
  return n_cards;
}

/**
 * uke_clinic_count_conflicts_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the number
 * @user_data: for @callback
 *
 * For whoever shows only how many there are: reads no card.
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_count_conflicts_async (UkeClinic *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_count_conflicts_async, run_count, NULL, NULL, g_free,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_count_conflicts_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @out_n: (out): how many cards uke_clinic_list_conflicts_async() would list as open
 * @error: return location
 *
 * Returns: whether they could be counted
 * Errors: NOT_OPEN, those of the store
 * Thread: main
 */
gboolean
uke_clinic_count_conflicts_finish (UkeClinic *self,
                                   GAsyncResult *result,
                                   unsigned *out_n,
                                   GError **error)
{
  g_autofree unsigned *n_cards = uke_clinic_query_finish (self, result, error);

  if (n_cards == NULL)
    return FALSE;
  *out_n = *n_cards;
  return TRUE;
}

static gpointer
run_story (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Query *query = data;
  UkeConflictStory *story = NULL;
  UkeConflict *conflict;

  if (!uke_db_begin_read (db, error))
    return NULL;
  conflict = uke_conflict_read_one (db, query->zone, query->now_us, &query->change_set_id,
                                    &query->record_id, error);
  if (conflict != NULL)
    story = uke_conflict_tell (db, query->zone, query->now_us, &query->clinic_id, conflict, error);
  uke_db_end_read (db);
  return story;
}

/**
 * uke_clinic_load_conflict_async:
 * @self: an open clinic
 * @change_set_id: which change-set left it
 * @record_id: on which record
 * @cancellable: (nullable): to stop reading
 * @callback: called with the story
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 * Source: product.md 4.1 no. 28
 */
void
uke_clinic_load_conflict_async (UkeClinic *self,
                                const UkeId *change_set_id,
                                const UkeId *record_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Query *query = make_query (self);

  query->change_set_id = *change_set_id;
  query->record_id = *record_id;
  uke_clinic_query (self, uke_clinic_load_conflict_async, run_story, query, query_free,
                    (GDestroyNotify)uke_conflict_story_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_conflict_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the story, also of a card that is settled by now
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 */
UkeConflictStory *
uke_clinic_load_conflict_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  UkeConflictStory *story = uke_clinic_query_finish (self, result, error);

  uke_clinic_translate_error (error);
  return story;
}
