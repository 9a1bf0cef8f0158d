/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-private.h"
#include "db/uke-db-queries.h"
#include "store/uke-schema.h"

/*
 * Who is registered twice. Everybody is read once, into memory; those who agree in something that
 * few share stand in one block, and only within a block is everybody compared with everybody:
 * birth date with either half of the name, telephone number, e-mail address, family name with
 * address, whole reading. Pairs of the same reading are looked at only where the birth dates are
 * near or unknown: two strangers called 佐藤 陽子 are not one person.
 */

/* A block of more people than this is no evidence: the clinic's own number, 1900-01-01. */
#define MAX_BLOCK 200

typedef enum {
  CONTACT_PHONE = 0,
  CONTACT_WORK_PHONE,
  CONTACT_EMAIL,
  CONTACT_ADDRESS,
} ContactKind;

typedef struct {
  UkeId id;
  const char *texts[4]; /* in the order of Part */
  const char *sex;      /* (nullable) */
  UkeDate birth_date;
  int64_t made_seq;
  gboolean is_provisional;
  gboolean is_of_run;
  unsigned first_contact;
  unsigned n_contacts;
  UkeDuplicateTraits *traits; /* (owned) (nullable): made when first compared */
} Person;

typedef enum {
  PART_FAMILY,
  PART_GIVEN,
  PART_FAMILY_KANA,
  PART_GIVEN_KANA,
  N_PARTS,
} Part;

typedef struct {
  unsigned owner;
  ContactKind kind;
  const char *text;
} Contact;

/* Somebody in a block; the block's key is kept as a hash, for comparing decides anyway. */
typedef struct {
  uint64_t key;
  unsigned person;
} Mark;

typedef struct {
  GStringChunk *texts;
  GArray *people;    /* (owned) (element-type Person) */
  GArray *contacts;  /* (owned) (element-type Contact): by owner */
  GArray *marks;     /* (owned) (element-type Mark) */
  GHashTable *known; /* (owned): pairs that were compared */
  GPtrArray *pairs;  /* (owned) (element-type UkeDuplicatePair) */
  gboolean is_of_run;
} Finder;

static void
person_clear (gpointer data)
{
  uke_duplicate_traits_free (((Person *)data)->traits);
}

static void
finder_clear (Finder *self)
{
  g_string_chunk_free (self->texts);
  g_array_unref (self->people);
  g_array_unref (self->contacts);
  g_array_unref (self->marks);
  g_hash_table_unref (self->known);
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Finder, finder_clear)

static void
finder_init (Finder *self)
{
  self->texts = g_string_chunk_new (1 << 16);
  self->people = g_array_new (FALSE, FALSE, sizeof (Person));
  g_array_set_clear_func (self->people, person_clear);
  self->contacts = g_array_new (FALSE, FALSE, sizeof (Contact));
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  self->known = g_hash_table_new (NULL, NULL);
  self->pairs = g_ptr_array_new_with_free_func (g_object_unref);
}

static const char *
keep_text (Finder *self, UkeStmt *stmt, int column)
{
  const char *text = uke_stmt_text (stmt, column);

  return text != NULL ? g_string_chunk_insert (self->texts, text) : "";
}

static gboolean
read_people (Finder *self, UkeDb *db, const UkeId *run_id, GHashTable *by_id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("duplicate-people"), error);
  gboolean has_row = TRUE;

  if (stmt == NULL)
    return FALSE;
  for (;;) {
    Person person = { 0 };
    UkeId run;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    person.id = uke_stmt_id (stmt, 0);
    for (int i = 0; i < N_PARTS; i++)
      person.texts[i] = keep_text (self, stmt, 1 + i);
    person.birth_date
        = uke_stmt_is_null (stmt, 5) ? UKE_DATE_NONE : (UkeDate)uke_stmt_int64 (stmt, 5);
    person.sex = g_intern_string (uke_stmt_text (stmt, 6));
    person.is_provisional = uke_stmt_boolean (stmt, 7);
    person.made_seq = uke_stmt_int64 (stmt, 9);
    run = uke_stmt_is_null (stmt, 8) ? UKE_ID_NONE : uke_stmt_id (stmt, 8);
    person.is_of_run = self->is_of_run && uke_id_equal (&run, run_id);
    g_array_append_val (self->people, person);
  }
  for (unsigned i = 0; i < self->people->len; i++)
    g_hash_table_insert (by_id, &g_array_index (self->people, Person, i).id, GUINT_TO_POINTER (i));
  return TRUE;
}

static int
compare_contacts (gconstpointer a, gconstpointer b)
{
  const Contact *left = a, *right = b;

  return left->owner < right->owner ? -1 : left->owner > right->owner;
}

static gboolean
read_contacts (Finder *self, UkeDb *db, GHashTable *by_id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("duplicate-contacts"), error);
  gboolean has_row = TRUE;

  if (stmt == NULL)
    return FALSE;
  for (;;) {
    Contact contact = { 0 };
    gpointer owner = NULL;
    UkeId id;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    id = uke_stmt_id (stmt, 0);
    if (!g_hash_table_lookup_extended (by_id, &id, NULL, &owner))
      continue;
    contact.owner = GPOINTER_TO_UINT (owner);
    contact.kind = (ContactKind)uke_stmt_int64 (stmt, 1);
    contact.text = keep_text (self, stmt, 2);
    g_array_append_val (self->contacts, contact);
  }
  g_array_sort (self->contacts, compare_contacts);
  for (unsigned i = self->contacts->len; i > 0; i--) {
    Person *person = &g_array_index (self->people, Person,
                                     g_array_index (self->contacts, Contact, i - 1).owner);

    person->first_contact = i - 1;
    person->n_contacts++;
  }
  return TRUE;
}

static uint64_t
hash_text (uint64_t hash, const char *text)
{
  /* FNV-1a; the NUL at the end keeps "ab" "c" apart from "a" "bc". */
  for (const char *at = text;; at++) {
    hash = (hash ^ (unsigned char)*at) * UINT64_C (0x100000001b3);
    if (*at == '\0')
      return hash;
  }
}

static void
mark (Finder *self, unsigned person, char kind, const char *first, const char *second)
{
  const char kind_text[] = { kind, '\0' };
  Mark one = { .person = person };

  one.key = hash_text (UINT64_C (0xcbf29ce484222325), kind_text);
  one.key = hash_text (one.key, first);
  one.key = hash_text (one.key, second);
  g_array_append_val (self->marks, one);
}

static void
mark_births (Finder *self)
{
  for (unsigned i = 0; i < self->people->len; i++) {
    const Person *person = &g_array_index (self->people, Person, i);
    char day[16];

    if (person->birth_date == UKE_DATE_NONE)
      continue;
    g_snprintf (day, sizeof day, "%d", person->birth_date);
    for (int part = 0; part < N_PARTS; part++) {
      if (*person->texts[part] != '\0')
        mark (self, i, (char)('a' + part), day, person->texts[part]);
    }
  }
}

static void
mark_contacts (Finder *self)
{
  for (unsigned i = 0; i < self->contacts->len; i++) {
    const Contact *contact = &g_array_index (self->contacts, Contact, i);
    const Person *person = &g_array_index (self->people, Person, contact->owner);

    if (contact->kind == CONTACT_ADDRESS)
      mark (self, contact->owner, 'A', contact->text, person->texts[PART_FAMILY_KANA]);
    else
      mark (self, contact->owner, contact->kind == CONTACT_EMAIL ? 'E' : 'P', contact->text, "");
  }
}

static void
mark_readings (Finder *self)
{
  for (unsigned i = 0; i < self->people->len; i++) {
    const Person *person = &g_array_index (self->people, Person, i);
    gboolean has_kana = *person->texts[PART_FAMILY_KANA] != '\0';

    mark (self, i, 'R', person->texts[has_kana ? PART_FAMILY_KANA : PART_FAMILY],
          person->texts[has_kana ? PART_GIVEN_KANA : PART_GIVEN]);
  }
}

static UkeDuplicateTraits *
get_traits (Finder *self, unsigned index)
{
  Person *person = &g_array_index (self->people, Person, index);

  if (person->traits != NULL)
    return person->traits;
  person->traits = uke_duplicate_traits_new (
      person->texts[PART_FAMILY], person->texts[PART_GIVEN], person->texts[PART_FAMILY_KANA],
      person->texts[PART_GIVEN_KANA], person->birth_date, person->sex);
  for (unsigned i = 0; i < person->n_contacts; i++) {
    const Contact *contact = &g_array_index (self->contacts, Contact, person->first_contact + i);

    switch (contact->kind) {
    case CONTACT_PHONE:
    case CONTACT_WORK_PHONE:
      uke_duplicate_traits_add_phone (person->traits, contact->text,
                                      contact->kind == CONTACT_WORK_PHONE);
      break;
    case CONTACT_EMAIL:
      uke_duplicate_traits_add_email (person->traits, contact->text);
      break;
    case CONTACT_ADDRESS:
      uke_duplicate_traits_add_address (person->traits, contact->text);
      break;
    }
  }
  return person->traits;
}

static void
add_pair (Finder *self, const Person *a, const Person *b, UkeDuplicateReasons reasons, int score)
{
  gboolean is_turned
      = a->is_provisional != b->is_provisional ? a->is_provisional : a->made_seq > b->made_seq;
  const Person *first = is_turned ? b : a, *second = is_turned ? a : b;
  UkeDuplicatePair *pair = g_object_new (UKE_TYPE_DUPLICATE_PAIR, NULL);

  pair->first_id = first->id;
  pair->second_id = second->id;
  pair->first_family = g_strdup (first->texts[PART_FAMILY]);
  pair->first_given = g_strdup (first->texts[PART_GIVEN]);
  pair->second_family = g_strdup (second->texts[PART_FAMILY]);
  pair->second_given = g_strdup (second->texts[PART_GIVEN]);
  pair->score = score;
  pair->reasons = reasons;
  pair->decision = "";
  g_ptr_array_add (self->pairs, pair);
}

static void
consider (Finder *self, unsigned i, unsigned j)
{
  const Person *a = &g_array_index (self->people, Person, i);
  const Person *b = &g_array_index (self->people, Person, j);
  gpointer key = GSIZE_TO_POINTER ((uint64_t)MIN (i, j) << 32 | MAX (i, j));
  UkeDuplicateReasons reasons = 0;
  int score = 0;

  if (i == j || (self->is_of_run && !a->is_of_run && !b->is_of_run)
      || !g_hash_table_add (self->known, key))
    return;
  reasons = uke_duplicate_compare (get_traits (self, i), get_traits (self, j));
  score = uke_duplicate_score (reasons);
  if (score >= UKE_DUPLICATE_LISTED)
    add_pair (self, a, b, reasons, score);
}

/* Two parts of a date that agree, or a date that is not known: all that a common reading needs. */
static gboolean
are_births_near (UkeDate a, UkeDate b)
{
  int year[2], month[2], day[2];

  if (a == UKE_DATE_NONE || b == UKE_DATE_NONE)
    return TRUE;
  uke_date_to_ymd (a, &year[0], &month[0], &day[0]);
  uke_date_to_ymd (b, &year[1], &month[1], &day[1]);
  return (year[0] == year[1]) + (month[0] == month[1]) + (day[0] == day[1]) >= 2;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *left = a, *right = b;

  return left->key < right->key ? -1 : left->key > right->key;
}

static gboolean
compare_blocks (Finder *self, gboolean is_reading, GCancellable *cancellable, GError **error)
{
  Mark *marks = (Mark *)(gpointer)self->marks->data;
  unsigned n = self->marks->len, end = 0;

  g_array_sort (self->marks, compare_marks);
  for (unsigned start = 0; start < n; start = end) {
    for (end = start + 1; end < n && marks[end].key == marks[start].key;)
      end++;
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    for (unsigned i = start; end - start <= MAX_BLOCK && i < end; i++) {
      for (unsigned j = i + 1; j < end; j++) {
        if (!is_reading
            || are_births_near (g_array_index (self->people, Person, marks[i].person).birth_date,
                                g_array_index (self->people, Person, marks[j].person).birth_date))
          consider (self, marks[i].person, marks[j].person);
      }
    }
  }
  g_array_set_size (self->marks, 0);
  return TRUE;
}

/**
 * uke_duplicate_find_pairs:
 * @db: a connection with a read transaction
 * @run_id: an import run one of the two must come from, or none
 * @cancellable: (nullable): to stop
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeDuplicatePair): everybody who may be
 * somebody else, in no order, whatever was decided about them Errors: those of the store, CANCELLED
 * Thread: store
 * Source: product.md 4.2 no. 11
 */
GPtrArray *
uke_duplicate_find_pairs (UkeDb *db, const UkeId *run_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (uke_id_hash, uke_id_equal);
  g_auto (Finder) finder = { .is_of_run = !uke_id_is_none (run_id) };

  finder_init (&finder);
  if (!read_people (&finder, db, run_id, by_id, error)
      || !read_contacts (&finder, db, by_id, error))
    return NULL;
  mark_births (&finder);
  mark_contacts (&finder);
  if (!compare_blocks (&finder, FALSE, cancellable, error))
    return NULL;
  mark_readings (&finder);
  if (!compare_blocks (&finder, TRUE, cancellable, error))
    return NULL;
  return g_steal_pointer (&finder.pairs);
}
