/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-patient-list.h"

#include "clinic/uke-search.h"

/* Of all patients a stretch is held, of more rows than a list view keeps around what is in sight; a
 * search shows its best hits only, more would not help anybody choose. */
enum { HELD_ROWS = 512, HELD_AROUND = HELD_ROWS / 2, MAX_HITS = 200, MAX_FILTERED = 1000 };

/* How often an import is followed, and how: new rows are built and measured a few at a time,
 * because two hundred at once would hold up what somebody does meanwhile. */
#define FOLLOW_INTERVAL_MS 2000
#define MANY_RECORDS 50
#define STEP_ROWS 24
#define STEP_INTERVAL_MS 20

struct _UkePatientList {
  GObject parent_instance;

  UkeClinic *clinic;    /* (owned) */
  char *text;           /* (owned): "" for all */
  unsigned total;       /* how many match */
  unsigned n_items;     /* how many the list offers */
  unsigned held_from;   /* position of the first of the hits */
  GPtrArray *hits;      /* (owned) (element-type UkeSearchHit): those that are held */
  int64_t read_at_us;   /* when they were read */
  guint follow_timeout; /* source id, 0 when no change waits */
  gboolean is_frozen;   /* nobody looks at it */
  gboolean is_stale;    /* changed while it was frozen */

  GPtrArray *newer;   /* (owned) (nullable) (element-type UkeSearchHit): step by step into hits */
  unsigned n_newer;   /* how many the list offers then */
  unsigned n_stepped; /* how many of the held ones are new already */
  guint step_timeout; /* source id, 0 when nothing is stepped through */

  UkePatientFilter filter;   /* of what is shown while nothing is searched for */
  UkeSearchResult *filtered; /* (owned) (nullable): whom it lets through, NULL for all */
  GCancellable *filtering;   /* (owned) (nullable): of the reading under way */
};

static void uke_patient_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UkePatientList,
                               uke_patient_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      uke_patient_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return UKE_TYPE_SEARCH_HIT;
}

static unsigned
get_n_items (GListModel *model)
{
  return UKE_PATIENT_LIST (model)->n_items;
}

static gboolean
looks_the_same (const UkeSearchHit *a, const UkeSearchHit *b)
{
  return uke_id_equal (&a->patient_id, &b->patient_id) && g_strcmp0 (a->name, b->name) == 0
         && g_strcmp0 (a->kana, b->kana) == 0 && g_strcmp0 (a->phone, b->phone) == 0
         && g_strcmp0 (a->patient_number, b->patient_number) == 0 && a->birth_date == b->birth_date
         && g_strcmp0 (a->sex, b->sex) == 0 && a->last_visit_date == b->last_visit_date
         && a->field == b->field && a->match_from == b->match_from && a->match_to == b->match_to
         && a->has_same_name == b->has_same_name && a->is_ended == b->is_ended;
}

/* A list view keeps the row of an object that it knows; a new row costs far more. */
static void
keep_known_hits (GPtrArray *hits, GPtrArray *known)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (uke_id_hash, uke_id_equal);

  for (unsigned i = 0; i < known->len; i++) {
    UkeSearchHit *hit = known->pdata[i];

    g_hash_table_insert (by_id, &hit->patient_id, hit);
  }
  for (unsigned i = 0; i < hits->len; i++) {
    UkeSearchHit *hit = hits->pdata[i];
    UkeSearchHit *before = g_hash_table_lookup (by_id, &hit->patient_id);

    if (before != NULL && looks_the_same (hit, before))
      g_set_object ((GObject **)&hits->pdata[i], G_OBJECT (before));
  }
}

static gboolean
is_filtered (UkePatientList *self)
{
  return self->text[0] == '\0' && self->filtered != NULL;
}

/* Reads the stretch from @from on, or the best hits of a search. */
static GPtrArray *
read_hits (UkePatientList *self, unsigned from, unsigned *out_total, unsigned *out_n_items)
{
  g_autoptr (UkeSearchResult) result = NULL;

  if (is_filtered (self)) {
    *out_total = *out_n_items = self->filtered->hits->len;
    return g_ptr_array_ref (self->filtered->hits);
  }
  if (self->text[0] != '\0')
    result = uke_clinic_search (self->clinic, self->text, MAX_HITS);
  else
    result = uke_clinic_list_patients (self->clinic, from, HELD_ROWS);
  *out_total = result->total;
  *out_n_items = self->text[0] != '\0' ? result->hits->len : result->total;
  keep_known_hits (result->hits, self->hits);
  return g_ptr_array_ref (result->hits);
}

static void
stop_stepping (UkePatientList *self)
{
  g_clear_handle_id (&self->step_timeout, g_source_remove);
  g_clear_pointer (&self->newer, g_ptr_array_unref);
}

/* Holds the stretch around @position. */
static void
hold_around (UkePatientList *self, unsigned position)
{
  unsigned total, n_items;
  GPtrArray *hits;

  self->held_from = position - MIN (position, HELD_AROUND);
  hits = read_hits (self, self->held_from, &total, &n_items);
  g_ptr_array_unref (self->hits);
  self->hits = hits;
  /* What is held now is new as a whole; the step that waits says so of everything. */
  g_clear_pointer (&self->newer, g_ptr_array_unref);
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  UkePatientList *self = UKE_PATIENT_LIST (model);

  if (position >= self->n_items)
    return NULL;
  if (self->text[0] == '\0' && !is_filtered (self)
      && (position < self->held_from || position - self->held_from >= self->hits->len))
    hold_around (self, position);
  return position - self->held_from < self->hits->len
             ? g_object_ref (g_ptr_array_index (self->hits, position - self->held_from))
             : NULL;
}

static void
uke_patient_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Everything anew at once. */
static void
read_again (UkePatientList *self)
{
  unsigned n_before = self->n_items;
  GPtrArray *hits;

  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  self->is_stale = self->is_frozen;
  if (self->is_frozen)
    return;
  stop_stepping (self);
  self->read_at_us = g_get_monotonic_time ();
  self->held_from = 0;
  hits = read_hits (self, 0, &self->total, &self->n_items);
  g_ptr_array_unref (self->hits);
  self->hits = hits;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_items);
}

/* The next few of the held rows become what they are now, in their place. */
static void
step_on (UkePatientList *self)
{
  unsigned from = self->n_stepped;
  unsigned n_removed = MIN (STEP_ROWS, self->hits->len - from);
  unsigned n_added = MIN (STEP_ROWS, self->newer->len - from);

  if (n_removed > 0)
    g_ptr_array_remove_range (self->hits, from, n_removed);
  for (unsigned i = 0; i < n_added; i++)
    g_ptr_array_insert (self->hits, (int)(from + i), g_object_ref (self->newer->pdata[from + i]));
  self->n_items += n_added - n_removed;
  self->n_stepped += n_added;
  g_list_model_items_changed (G_LIST_MODEL (self), self->held_from + from, n_removed, n_added);
}

/* The held rows are what they are now; what lies before and behind them is on no screen. */
static void
end_steps (UkePatientList *self)
{
  unsigned n_before = self->n_items, behind = self->held_from + self->hits->len;

  self->step_timeout = 0;
  self->n_items = self->n_newer;
  if (self->newer == NULL || behind > MIN (n_before, self->n_items)) {
    stop_stepping (self);
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_items);
    return;
  }
  stop_stepping (self);
  if (self->held_from > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, self->held_from, self->held_from);
  g_list_model_items_changed (G_LIST_MODEL (self), behind, n_before - behind,
                              self->n_items - behind);
}

static gboolean
step_cb (gpointer data)
{
  UkePatientList *self = data;

  if (self->newer != NULL
      && (self->n_stepped < self->newer->len || self->hits->len > self->newer->len)) {
    step_on (self);
    return G_SOURCE_CONTINUE;
  }
  end_steps (self);
  return G_SOURCE_REMOVE;
}

static gboolean follow_cb (gpointer data);

static void
follow_later (UkePatientList *self)
{
  if (self->follow_timeout == 0)
    self->follow_timeout = g_timeout_add (FOLLOW_INTERVAL_MS, follow_cb, self);
}

/* Follows many changes step by step. */
static void
follow (UkePatientList *self)
{
  if (self->step_timeout != 0) {
    follow_later (self);
    return;
  }
  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  self->is_stale = self->is_frozen;
  if (self->is_frozen)
    return;
  self->read_at_us = g_get_monotonic_time ();
  self->newer = read_hits (self, self->held_from, &self->total, &self->n_newer);
  self->n_stepped = 0;
  self->step_timeout
      = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, STEP_INTERVAL_MS, step_cb, self, NULL);
}

static gboolean
follow_cb (gpointer data)
{
  UkePatientList *self = data;

  self->follow_timeout = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

static void
filtered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientList) self = user_data;
  g_autoptr (GError) error = NULL;
  UkeSearchResult *found = uke_clinic_filter_patients_finish (UKE_CLINIC (source), result, &error);

  /* A reading that was given up leaves what the next one will bring. */
  if (found == NULL)
    return;
  g_clear_pointer (&self->filtered, uke_search_result_free);
  self->filtered = found;
  read_again (self);
}

static void
read_filtered (UkePatientList *self)
{
  g_cancellable_cancel (self->filtering);
  g_clear_object (&self->filtering);
  if (self->filter == UKE_PATIENT_FILTER_ALL)
    return;
  self->filtering = g_cancellable_new ();
  uke_clinic_filter_patients_async (self->clinic, self->filter, MAX_FILTERED, self->filtering,
                                    filtered_cb, g_object_ref (self));
}

/* A change is followed at once; those of an import, each of many records and many a second, at
 * intervals. */
static void
clinic_changed_cb (UkePatientList *self, UkeChanges *changes)
{
  if (is_filtered (self) && uke_changes_touches (changes, &UKE_ENTITY_APPOINTMENT))
    read_filtered (self);
  if (!uke_changes_touches (changes, &UKE_ENTITY_PATIENT)
      && !uke_changes_touches (changes, &UKE_ENTITY_PATIENT_PHONE))
    return;
  if (uke_changes_get_n (changes) < MANY_RECORDS)
    read_again (self);
  else if (g_get_monotonic_time () - self->read_at_us >= FOLLOW_INTERVAL_MS * 1000)
    follow (self);
  else
    follow_later (self);
}

static void
uke_patient_list_dispose (GObject *object)
{
  UkePatientList *self = UKE_PATIENT_LIST (object);

  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  stop_stepping (self);
  g_cancellable_cancel (self->filtering);
  g_clear_object (&self->filtering);
  g_clear_pointer (&self->filtered, uke_search_result_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_list_parent_class)->dispose (object);
}

static void
uke_patient_list_finalize (GObject *object)
{
  g_ptr_array_unref (UKE_PATIENT_LIST (object)->hits);
  g_free (UKE_PATIENT_LIST (object)->text);
  G_OBJECT_CLASS (uke_patient_list_parent_class)->finalize (object);
}

static void
uke_patient_list_class_init (UkePatientListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_patient_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_patient_list_finalize;
}

static void
uke_patient_list_init (UkePatientList *self)
{
  self->text = g_strdup ("");
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * uke_patient_list_new:
 * @clinic: an open clinic
 *
 * Returns: (transfer full): all its patients in kana order
 * Thread: main
 */
UkePatientList *
uke_patient_list_new (UkeClinic *clinic)
{
  UkePatientList *self = g_object_new (UKE_TYPE_PATIENT_LIST, NULL);

  self->clinic = g_object_ref (clinic);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (clinic_changed_cb), self,
                           G_CONNECT_SWAPPED);
  read_again (self);
  return self;
}

/**
 * uke_patient_list_set_text:
 * @self: the list
 * @text: what to search for; "" shows everybody
 *
 * Thread: main
 */
void
uke_patient_list_set_text (UkePatientList *self, const char *text)
{
  g_return_if_fail (UKE_IS_PATIENT_LIST (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  read_again (self);
}

/**
 * uke_patient_list_get_text:
 * @self: the list
 *
 * Returns: (transfer none): what is searched for, "" for everybody
 * Thread: main
 */
const char *
uke_patient_list_get_text (UkePatientList *self)
{
  return self->text;
}

/**
 * uke_patient_list_set_filter:
 * @self: the list
 * @filter: which patients to show while nothing is searched for
 *
 * Thread: main
 */
void
uke_patient_list_set_filter (UkePatientList *self, UkePatientFilter filter)
{
  g_return_if_fail (UKE_IS_PATIENT_LIST (self));

  if (self->filter == filter)
    return;
  self->filter = filter;
  read_filtered (self);
  if (filter == UKE_PATIENT_FILTER_ALL) {
    g_clear_pointer (&self->filtered, uke_search_result_free);
    read_again (self);
  }
}

/**
 * uke_patient_list_get_filter:
 * @self: the list
 *
 * Returns: which patients are shown while nothing is searched for
 * Thread: main
 */
UkePatientFilter
uke_patient_list_get_filter (UkePatientList *self)
{
  return self->filter;
}

/**
 * uke_patient_list_get_total:
 * @self: the list
 *
 * Returns: how many patients match, which may be more than the list offers
 * Thread: main
 */
unsigned
uke_patient_list_get_total (UkePatientList *self)
{
  return self->total;
}

/**
 * uke_patient_list_set_frozen:
 * @self: a list
 * @is_frozen: nobody looks at it
 *
 * A frozen list keeps what it shows and follows what changed once it is looked at again: a view
 * makes its rows anew for every change, and an import changes the list several times a second.
 *
 * Thread: main
 */
void
uke_patient_list_set_frozen (UkePatientList *self, gboolean is_frozen)
{
  self->is_frozen = is_frozen;
  if (!is_frozen && self->is_stale)
    read_again (self);
}
