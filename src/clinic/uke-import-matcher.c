/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-private.h"

#include "base/uke-fold.h"
#include "base/uke-number.h"
#include "store/uke-log-store.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-store-error.h"

struct _UkeImportMatcher {
  UkeWork *work;
  UkeId run_id;
  GHashTable *numbers;   /* (owned): number key to UkeId: patients of this batch */
  GHashTable *persons;   /* (owned): "kana|birth|phone" to UkeId: patients of this batch */
  GHashTable *rows;      /* (owned): UkeId of a patient to GArray of UkeId: rows of this batch */
  GHashTable *bookings;  /* (owned): external key to UkeId: bookings of this batch */
  GHashTable *intents;   /* (owned): feed entry to whether an import made it */
  GHashTable *resources; /* (owned) (nullable): folded name to UkeId */
  GHashTable *menus;     /* (owned) (nullable): folded name to UkeId */
};

static void
unref_array (gpointer data)
{
  g_array_unref (data);
}

/**
 * uke_import_matcher_new:
 * @work: where changes are put
 * @run_id: the run, or none in a dry run
 *
 * Returns: (transfer full): a matcher that knows no row yet
 * Errors: none
 * Thread: store
 */
UkeImportMatcher *
uke_import_matcher_new (UkeWork *work, const UkeId *run_id)
{
  UkeImportMatcher *self = g_new0 (UkeImportMatcher, 1);

  self->work = work;
  self->run_id = *run_id;
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->rows = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, unref_array);
  self->bookings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->intents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

/**
 * uke_import_matcher_free:
 * @self: (transfer full) (nullable): a matcher
 *
 * Errors: none
 * Thread: store
 */
void
uke_import_matcher_free (UkeImportMatcher *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->persons);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->bookings);
  g_hash_table_unref (self->intents);
  g_clear_pointer (&self->resources, g_hash_table_unref);
  g_clear_pointer (&self->menus, g_hash_table_unref);
  g_free (self);
}

/**
 * uke_import_matcher_get_work:
 * @self: a matcher
 *
 * Returns: (transfer none): where changes are put
 * Errors: none
 * Thread: store
 */
UkeWork *
uke_import_matcher_get_work (UkeImportMatcher *self)
{
  return self->work;
}

/**
 * uke_import_matcher_get_run_id:
 * @self: a matcher
 *
 * Returns: (transfer none): the run
 * Errors: none
 * Thread: store
 */
const UkeId *
uke_import_matcher_get_run_id (UkeImportMatcher *self)
{
  return &self->run_id;
}

/* What kana are compared by: hiragana without spaces. */
static char *
fold_kana_key (const char *kana)
{
  g_autofree char *folded = kana != NULL ? uke_fold_search (kana) : NULL;
  GString *key = NULL;

  if (folded == NULL)
    return NULL;
  key = g_string_new (NULL);
  for (const char *at = folded; *at != '\0'; at++) {
    if (*at != ' ')
      g_string_append_c (key, *at);
  }
  return g_string_free (key, key->len == 0);
}

/* What a person of this batch is known again by: the reading, or the name where a row has none. */
#define BY_KANA "kana"
#define BY_NAME "name"

static char *
make_person_key (const char *kind, const char *name_key, UkeDate birth, const char *phone)
{
  if (name_key == NULL || birth == UKE_DATE_NONE || phone == NULL)
    return NULL;
  return g_strdup_printf ("%s|%s|%d|%s", kind, name_key, birth, phone);
}

static char *
dup_patient_kana (UkeRecord *patient)
{
  const char *family = uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA);
  const char *given = uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA);
  g_autofree char *both = g_strconcat (family != NULL ? family : "", given, NULL);

  return fold_kana_key (both);
}

static char *
dup_patient_name (UkeRecord *patient)
{
  const char *family = uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME);
  const char *given = uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME);
  g_autofree char *both = g_strconcat (family != NULL ? family : "", given, NULL);

  return fold_kana_key (both);
}

/* Whether a patient found by number can be the person of the row: a number that was given to
 * somebody else is the worst mix-up an import can make. */
static gboolean
is_same (const char *kana, const char *name, UkeDate birth, const UkeImportKey *key)
{
  g_autofree char *row_kana = fold_kana_key (key->kana);
  g_autofree char *row_name = fold_kana_key (key->name);
  gboolean differs_birth
      = birth != UKE_DATE_NONE && key->birth_date != UKE_DATE_NONE && birth != key->birth_date;
  gboolean differs_kana = kana != NULL && row_kana != NULL && !g_str_equal (kana, row_kana);
  gboolean differs_name = name != NULL && row_name != NULL && !g_str_equal (name, row_name);
  gboolean has_same = (kana != NULL && g_strcmp0 (kana, row_kana) == 0)
                      || (name != NULL && g_strcmp0 (name, row_name) == 0);

  if (has_same)
    return TRUE;
  /* Names change with marriage; name and birth date together do not. */
  return !(differs_birth && (differs_kana || differs_name));
}

static gboolean
is_same_person (UkeRecord *patient, const UkeImportKey *key)
{
  g_autofree char *kana = dup_patient_kana (patient);
  g_autofree char *name = dup_patient_name (patient);

  return is_same (kana, name, uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), key);
}

/* Two parts of a draft's name, as names are compared. */
static char *
dup_draft_key (UkeDraft *patient, unsigned first, unsigned rest)
{
  const char *family = uke_draft_get_text (patient, first);
  g_autofree char *both
      = g_strconcat (family != NULL ? family : "", uke_draft_get_text (patient, rest), NULL);

  return fold_kana_key (both);
}

/* The same question about somebody whom a row before in this batch has just made. */
static gboolean
is_same_draft (UkeDraft *patient, const UkeImportKey *key)
{
  g_autofree char *kana = dup_draft_key (patient, UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA);
  g_autofree char *name = dup_draft_key (patient, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME);

  return is_same (kana, name, uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE), key);
}

static gboolean
find_by_number (UkeImportMatcher *self,
                const UkeImportKey *key,
                UkeId *out_id,
                const char **out_code,
                GError **error)
{
  g_autofree char *number_key = uke_number_key (key->patient_number);
  g_autoptr (UkeRecord) patient = NULL;
  UkeId *pending = NULL;

  if (number_key == NULL || *number_key == '\0')
    return TRUE;
  pending = g_hash_table_lookup (self->numbers, number_key);
  if (pending != NULL) {
    UkeDraft *made = uke_work_find_put (self->work, pending);

    if (made != NULL && !is_same_draft (made, key))
      *out_code = "number_taken";
    else
      *out_id = *pending;
    return TRUE;
  }
  if (!uke_patient_rows_find_number (uke_work_get_db (self->work), key->patient_number, out_id,
                                     error))
    return FALSE;
  if (uke_id_is_none (out_id))
    return TRUE;
  patient = uke_work_read (self->work, &UKE_ENTITY_PATIENT, out_id, error);
  if (patient == NULL)
    return FALSE;
  if (!is_same_person (patient, key)) {
    *out_id = UKE_ID_NONE;
    *out_code = "number_taken";
  }
  return TRUE;
}

static gboolean
has_phone (UkeImportMatcher *self, const UkeId *patient_id, const char *phone, GError **error)
{
  g_autoptr (GPtrArray) phones = uke_work_read_by (self->work, &UKE_ENTITY_PATIENT_PHONE,
                                                   UKE_PATIENT_PHONE_PATIENT_ID, patient_id, error);

  for (unsigned i = 0; phones != NULL && i < phones->len; i++) {
    if (g_strcmp0 (uke_record_get_text (phones->pdata[i], UKE_PATIENT_PHONE_NUMBER), phone) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Everybody who may be the person, by the index that leaves the fewest. */
static GPtrArray *
list_candidates (UkeImportMatcher *self, const UkeImportKey *key, GError **error)
{
  UkeDb *db = uke_work_get_db (self->work);

  if (key->birth_date == UKE_DATE_NONE)
    return uke_patient_rows_list_phone (db, key->phone, error);
  if (key->is_strict && key->family_kana != NULL)
    return uke_patient_rows_list_kana (db, key->birth_date, key->family_kana, key->given_kana,
                                       error);
  return uke_patient_rows_list_born (db, key->birth_date, error);
}

static gboolean
find_by_person (UkeImportMatcher *self,
                const UkeImportKey *key,
                gboolean is_strict,
                UkeId *out_id,
                const char **out_code,
                GError **error)
{
  g_autofree char *kana_key = fold_kana_key (key->kana);
  g_autofree char *name_key = fold_kana_key (key->name);
  g_autofree char *person_key
      = kana_key != NULL ? make_person_key (BY_KANA, kana_key, key->birth_date, key->phone)
                         : make_person_key (BY_NAME, name_key, key->birth_date, key->phone);
  g_autoptr (GPtrArray) candidates = NULL;
  UkeId *pending = person_key != NULL ? g_hash_table_lookup (self->persons, person_key) : NULL;

  if (pending != NULL) {
    *out_id = *pending;
    return TRUE;
  }
  if ((kana_key == NULL && name_key == NULL)
      || (key->birth_date == UKE_DATE_NONE && key->phone == NULL))
    return TRUE;
  if (is_strict && (key->birth_date == UKE_DATE_NONE || key->phone == NULL))
    return TRUE;
  candidates = list_candidates (self, key, error);
  if (candidates == NULL)
    return FALSE;
  for (unsigned i = 0; i < candidates->len; i++) {
    UkeRecord *patient = candidates->pdata[i];
    g_autofree char *kana = dup_patient_kana (patient);
    g_autofree char *name = dup_patient_name (patient);
    gboolean is_alike = (kana_key != NULL && g_strcmp0 (kana, kana_key) == 0)
                        || (kana_key == NULL && g_strcmp0 (name, name_key) == 0);

    if (!is_alike
        || (is_strict && !has_phone (self, uke_record_get_id (patient), key->phone, error)))
      continue;
    if (!uke_id_is_none (out_id)) {
      *out_id = UKE_ID_NONE;
      *out_code = "patient_ambiguous";
      return TRUE;
    }
    *out_id = *uke_record_get_id (patient);
  }
  return TRUE;
}

/**
 * uke_import_matcher_find:
 * @self: a matcher
 * @key: what the row says about whose it is; without a draft of a patient (`is_strict` below) kana
 *   and birth date or phone are enough
 * @out_patient_id: return location: who, none where nobody fits
 * @out_code: return location: why nobody could be chosen, NULL where nobody fits
 * @error: return location
 *
 * Finds the patient of a row: by number, else by kana, birth date and phone.
 *
 * Returns: whether it could be looked up
 * Errors: those of the store
 * Thread: store
 * Source: decision 13
 */
gboolean
uke_import_matcher_find (UkeImportMatcher *self,
                         const UkeImportKey *key,
                         UkeId *out_patient_id,
                         const char **out_code,
                         GError **error)
{
  *out_patient_id = UKE_ID_NONE;
  *out_code = NULL;
  if (!find_by_number (self, key, out_patient_id, out_code, error))
    return FALSE;
  if (!uke_id_is_none (out_patient_id) || *out_code != NULL)
    return TRUE;
  return find_by_person (self, key, key->is_strict, out_patient_id, out_code, error);
}

/* @key: (transfer full) (nullable) */
static void
remember_person (UkeImportMatcher *self, char *key, UkeDraft *patient)
{
  if (key != NULL)
    g_hash_table_insert (self->persons, key,
                         g_memdup2 (uke_draft_get_id (patient), sizeof (UkeId)));
}

/**
 * uke_import_matcher_remember:
 * @self: a matcher
 * @form: a patient that this batch makes
 *
 * Lets later rows of the batch find the patient.
 *
 * Errors: none
 * Thread: store
 */
void
uke_import_matcher_remember (UkeImportMatcher *self, UkePatientForm *form)
{
  UkeDraft *patient = form->patient;
  const char *number = uke_draft_get_text (patient, UKE_PATIENT_PATIENT_NUMBER);
  g_autofree char *kana = dup_draft_key (patient, UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA);
  g_autofree char *name = dup_draft_key (patient, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME);
  UkeDate birth = uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  char *number_key = number != NULL ? uke_number_key (number) : NULL;

  if (number_key != NULL)
    g_hash_table_insert (self->numbers, number_key,
                         g_memdup2 (uke_draft_get_id (patient), sizeof (UkeId)));
  for (unsigned i = 0; i < form->rows->len; i++) {
    UkeDraft *row = form->rows->pdata[i];
    const char *phone = NULL;

    if (uke_draft_get_entity (row) != &UKE_ENTITY_PATIENT_PHONE)
      continue;
    phone = uke_draft_get_text (row, UKE_PATIENT_PHONE_NUMBER);
    remember_person (self, make_person_key (BY_KANA, kana, birth, phone), patient);
    remember_person (self, make_person_key (BY_NAME, name, birth, phone), patient);
  }
}

/**
 * uke_import_matcher_remember_row:
 * @self: a matcher
 * @patient_id: whose row it is
 * @row_id: a phone, e-mail, address, tag or property that this batch makes
 *
 * Errors: none
 * Thread: store
 */
void
uke_import_matcher_remember_row (UkeImportMatcher *self,
                                 const UkeId *patient_id,
                                 const UkeId *row_id)
{
  GArray *ids = g_hash_table_lookup (self->rows, patient_id);

  if (ids == NULL) {
    ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
    g_hash_table_insert (self->rows, g_memdup2 (patient_id, sizeof (UkeId)), ids);
  }
  g_array_append_vals (ids, row_id, 1);
}

/**
 * uke_import_matcher_get_rows:
 * @self: a matcher
 * @patient_id: a patient
 *
 * Returns: (transfer none) (nullable) (element-type UkeId): the rows that this batch makes for them
 * Errors: none
 * Thread: store
 */
GArray *
uke_import_matcher_get_rows (UkeImportMatcher *self, const UkeId *patient_id)
{
  return g_hash_table_lookup (self->rows, patient_id);
}

/**
 * uke_import_matcher_remember_booking:
 * @self: a matcher
 * @booking: a booking that this batch makes
 *
 * Lets a later row of the batch find it by its external key.
 *
 * Errors: none
 * Thread: store
 */
void
uke_import_matcher_remember_booking (UkeImportMatcher *self, UkeDraft *booking)
{
  g_hash_table_insert (self->bookings,
                       g_strdup (uke_draft_get_text (booking, UKE_APPOINTMENT_EXTERNAL_KEY)),
                       g_memdup2 (uke_draft_get_id (booking), sizeof (UkeId)));
}

/**
 * uke_import_matcher_find_booking:
 * @self: a matcher
 * @external_key: a booking's key
 *
 * Returns: (transfer none) (nullable): the booking that this batch makes with that key
 * Errors: none
 * Thread: store
 */
UkeDraft *
uke_import_matcher_find_booking (UkeImportMatcher *self, const char *external_key)
{
  const UkeId *id = g_hash_table_lookup (self->bookings, external_key);

  return id != NULL ? uke_work_find_put (self->work, id) : NULL;
}

/**
 * uke_import_matcher_was_imported:
 * @self: a matcher
 * @seq: an entry of the log: the version of a field
 * @out_was: return location: whether an import made it
 * @error: return location
 *
 * A value that an import brought may be replaced by the next import; one that a person typed may
 * not.
 *
 * Returns: whether it could be looked up
 * Errors: those of the store
 * Thread: store
 */
gboolean
uke_import_matcher_was_imported (UkeImportMatcher *self,
                                 int64_t seq,
                                 gboolean *out_was,
                                 GError **error)
{
  gpointer known = NULL;
  UkeLogEntry entry = { 0 };
  int64_t *key = NULL;
  g_autoptr (GError) local = NULL;

  if (g_hash_table_lookup_extended (self->intents, &seq, NULL, &known)) {
    *out_was = GPOINTER_TO_INT (known);
    return TRUE;
  }
  if (!uke_log_store_find (uke_work_get_db (self->work), seq, &entry, &local)
      && !g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  /* A desk's log begins at its snapshot, and what waits has no entry yet: then it was a person. */
  *out_was = entry.intent == UKE_INTENT_IMPORT_BATCH;
  key = g_new (int64_t, 1);
  *key = seq;
  g_hash_table_insert (self->intents, key, GINT_TO_POINTER (*out_was));
  return TRUE;
}

static GHashTable *
index_names (UkeImportMatcher *self, const UkeEntity *entity, const unsigned *fields, unsigned n)
{
  g_autoptr (GPtrArray) records = uke_rows_list (uke_work_get_db (self->work), entity, NULL);
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (unsigned i = 0; records != NULL && i < records->len; i++) {
    for (unsigned f = 0; f < n; f++) {
      char *key = fold_kana_key (uke_record_get_text (records->pdata[i], fields[f]));

      if (key != NULL && !g_hash_table_contains (index, key))
        g_hash_table_insert (index, key,
                             g_memdup2 (uke_record_get_id (records->pdata[i]), sizeof (UkeId)));
      else
        g_free (key);
    }
  }
  return index;
}

static UkeId
look_up_name (GHashTable *index, const char *name)
{
  g_autofree char *key = fold_kana_key (name);
  UkeId *id = key != NULL ? g_hash_table_lookup (index, key) : NULL;

  return id != NULL ? *id : UKE_ID_NONE;
}

/**
 * uke_import_matcher_find_resource:
 * @self: a matcher
 * @name: (nullable): a name or short name, in any spelling
 *
 * Returns: the resource of that name, or none
 * Errors: none
 * Thread: store
 */
UkeId
uke_import_matcher_find_resource (UkeImportMatcher *self, const char *name)
{
  static const unsigned FIELDS[] = { UKE_RESOURCE_NAME, UKE_RESOURCE_SHORT_NAME };

  if (self->resources == NULL)
    self->resources = index_names (self, &UKE_ENTITY_RESOURCE, FIELDS, G_N_ELEMENTS (FIELDS));
  return look_up_name (self->resources, name);
}

/**
 * uke_import_matcher_find_menu:
 * @self: a matcher
 * @name: (nullable): a menu's name, in any spelling
 *
 * Returns: the menu of that name, or none
 * Errors: none
 * Thread: store
 */
UkeId
uke_import_matcher_find_menu (UkeImportMatcher *self, const char *name)
{
  static const unsigned FIELDS[] = { UKE_MENU_NAME };

  if (self->menus == NULL)
    self->menus = index_names (self, &UKE_ENTITY_MENU, FIELDS, G_N_ELEMENTS (FIELDS));
  return look_up_name (self->menus, name);
}
