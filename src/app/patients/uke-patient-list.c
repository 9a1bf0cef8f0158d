/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-patient-list.h"

#include "clinic/uke-search.h"

/* All patients come in pages, of more rows than a list view keeps; a search shows its best hits
 * only, more would not help anybody choose. */
enum { PAGE_ROWS = 256, MAX_HITS = 200 };

/* How often an import is followed. */
#define FOLLOW_INTERVAL_MS 2000
#define MANY_RECORDS 50

struct _UkePatientList {
  GObject parent_instance;

  UkeClinic *clinic;    /* (owned) */
  char *text;           /* (owned): "" for all */
  unsigned total;       /* how many match */
  unsigned n_items;     /* how many the list offers */
  unsigned page;        /* number of the page in hits, G_MAXUINT for none */
  GPtrArray *hits;      /* (owned) (nullable) (element-type UkeSearchHit) */
  int64_t read_at_us;   /* when they were read */
  guint follow_timeout; /* source id, 0 when no change waits */
  gboolean is_frozen;   /* nobody looks at it */
  gboolean is_stale;    /* changed while it was frozen */
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
  for (unsigned i = 0; i < hits->len; i++) {
    for (unsigned j = 0; j < known->len; j++) {
      if (looks_the_same (hits->pdata[i], known->pdata[j])) {
        g_set_object ((GObject **)&hits->pdata[i], known->pdata[j]);
        break;
      }
    }
  }
}

static void
take_hits (UkePatientList *self, UkeSearchResult *result, unsigned page)
{
  if (self->hits != NULL)
    keep_known_hits (result->hits, self->hits);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = g_ptr_array_ref (result->hits);
  self->page = page;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  UkePatientList *self = UKE_PATIENT_LIST (model);
  unsigned page = position / PAGE_ROWS, within = position % PAGE_ROWS;

  if (position >= self->n_items)
    return NULL;
  if (self->text[0] != '\0') {
    within = position;
  } else if (page != self->page) {
    g_autoptr (UkeSearchResult) result
        = uke_clinic_list_patients (self->clinic, page * PAGE_ROWS, PAGE_ROWS);

    take_hits (self, result, page);
  }
  return within < self->hits->len ? g_object_ref (g_ptr_array_index (self->hits, within)) : NULL;
}

static void
uke_patient_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
read_again (UkePatientList *self)
{
  unsigned n_before = self->n_items;

  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  self->is_stale = self->is_frozen;
  if (self->is_frozen)
    return;
  self->read_at_us = g_get_monotonic_time ();

  if (self->text[0] != '\0') {
    g_autoptr (UkeSearchResult) result = uke_clinic_search (self->clinic, self->text, MAX_HITS);

    self->total = result->total;
    self->n_items = result->hits->len;
    take_hits (self, result, 0);
  } else {
    g_autoptr (UkeSearchResult) result = uke_clinic_list_patients (self->clinic, 0, PAGE_ROWS);

    self->total = self->n_items = result->total;
    take_hits (self, result, 0);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_items);
}

static gboolean
follow_cb (gpointer data)
{
  UkePatientList *self = data;

  self->follow_timeout = 0;
  read_again (self);
  return G_SOURCE_REMOVE;
}

/* A change is followed at once; those of an import, each of many records and many a second, at
 * intervals. */
static void
clinic_changed_cb (UkePatientList *self, UkeChanges *changes)
{
  if (!uke_changes_touches (changes, &UKE_ENTITY_PATIENT)
      && !uke_changes_touches (changes, &UKE_ENTITY_PATIENT_PHONE))
    return;
  if (uke_changes_get_n (changes) < MANY_RECORDS
      || g_get_monotonic_time () - self->read_at_us >= FOLLOW_INTERVAL_MS * 1000)
    read_again (self);
  else if (self->follow_timeout == 0)
    self->follow_timeout = g_timeout_add (FOLLOW_INTERVAL_MS, follow_cb, self);
}

static void
uke_patient_list_dispose (GObject *object)
{
  UkePatientList *self = UKE_PATIENT_LIST (object);

  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_list_parent_class)->dispose (object);
}

static void
uke_patient_list_finalize (GObject *object)
{
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
  self->page = G_MAXUINT;
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
