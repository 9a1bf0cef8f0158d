/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-record-choice.h"

#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

/* What the entries of a row stand for: ids or codes, beside its words. */
typedef struct {
  GtkStringList *words;
  GPtrArray *keys; /* (element-type UkeId or utf8): NULL for none */
  unsigned selected;
} Choice;

static Choice
begin (GDestroyNotify free_key, const char *none)
{
  Choice choice = { gtk_string_list_new (NULL), g_ptr_array_new_with_free_func (free_key), 0 };

  if (none != NULL) {
    gtk_string_list_append (choice.words, none);
    g_ptr_array_add (choice.keys, NULL);
  }
  return choice;
}

static void
add (Choice *choice, const char *word, gpointer key, gboolean is_selected)
{
  if (is_selected)
    choice->selected = choice->keys->len;
  gtk_string_list_append (choice->words, word);
  g_ptr_array_add (choice->keys, key);
}

static void
end (Choice *choice, AdwComboRow *row)
{
  adw_combo_row_set_model (row, G_LIST_MODEL (choice->words));
  g_object_unref (choice->words);
  adw_combo_row_set_selected (row, choice->selected);
  g_object_set_data_full (G_OBJECT (row), "keys", choice->keys, (GDestroyNotify)g_ptr_array_unref);
}

static gconstpointer
get_key (AdwComboRow *row)
{
  GPtrArray *keys = g_object_get_data (G_OBJECT (row), "keys");
  unsigned selected = adw_combo_row_get_selected (row);

  return keys != NULL && selected < keys->len ? keys->pdata[selected] : NULL;
}

/**
 * uke_record_choice_fill:
 * @row: a row
 * @none: what stands for nobody
 * @records: (element-type UkeRecord): whom or what to choose from
 * @dup_name: what each is called
 * @active_field: the field that says whether it may still be chosen
 * @selected: (nullable): which is chosen; stays in the list though it is no longer active
 *
 * Thread: main
 */
void
uke_record_choice_fill (AdwComboRow *row,
                        const char *none,
                        GListModel *records,
                        char *(*dup_name) (UkeRecord *record),
                        unsigned active_field,
                        const UkeId *selected)
{
  Choice choice = begin (g_free, none);

  for (unsigned i = 0; i < g_list_model_get_n_items (records); i++) {
    g_autoptr (UkeRecord) record = g_list_model_get_item (records, i);
    const UkeId *id = uke_record_get_id (record);
    gboolean is_selected = selected != NULL && uke_id_equal (id, selected);
    g_autofree char *name = NULL;

    if (!is_selected && !uke_record_get_bool (record, active_field))
      continue;
    name = dup_name (record);
    add (&choice, name, g_memdup2 (id, sizeof *id), is_selected);
  }
  end (&choice, row);
}

/**
 * uke_record_choice_get:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): what is chosen
 * Thread: main
 */
const UkeId *
uke_record_choice_get (AdwComboRow *row)
{
  return get_key (row);
}

/**
 * uke_code_choice_fill:
 * @row: a row
 * @codes: a registry
 * @none: (nullable): what stands for no code
 * @selected: (nullable): the code that is chosen
 *
 * Thread: main
 */
void
uke_code_choice_fill (AdwComboRow *row, UkeCodes codes, const char *none, const char *selected)
{
  Choice choice = begin (g_free, none);
  unsigned n;
  const char *const *all = uke_codes_get (codes, &n);

  for (unsigned i = 0; i < n; i++)
    add (&choice, uke_code_word (codes, all[i]), g_strdup (all[i]),
         g_strcmp0 (all[i], selected) == 0);
  end (&choice, row);
}

/**
 * uke_code_choice_get:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the code that is chosen
 * Thread: main
 */
const char *
uke_code_choice_get (AdwComboRow *row)
{
  return get_key (row);
}

/**
 * uke_text_choice_fill:
 * @row: a row
 * @none: (nullable): what stands for none
 * @texts: (array zero-terminated=1): what to choose from
 * @selected: (nullable): which is chosen; stays in the list though it is no longer offered
 *
 * Thread: main
 */
void
uke_text_choice_fill (AdwComboRow *row,
                      const char *none,
                      const char *const *texts,
                      const char *selected)
{
  Choice choice = begin (g_free, none);

  for (unsigned i = 0; texts[i] != NULL; i++)
    if (texts[i][0] != '\0')
      add (&choice, texts[i], g_strdup (texts[i]), g_strcmp0 (texts[i], selected) == 0);
  if (selected != NULL && !g_strv_contains (texts, selected))
    add (&choice, selected, g_strdup (selected), TRUE);
  end (&choice, row);
}

/**
 * uke_language_choice_fill:
 * @row: a row
 * @selected: (nullable): ISO 639 code of a patient's language
 *
 * Thread: main
 */
void
uke_language_choice_fill (AdwComboRow *row, const char *selected)
{
  static const struct {
    const char *code;
    const char *word;
  } languages[] = {
    { "ja", NC_ ("language", "Japanese") },       { "en", NC_ ("language", "English") },
    { "zh", NC_ ("language", "Chinese") },        { "ko", NC_ ("language", "Korean") },
    { "vi", NC_ ("language", "Vietnamese") },     { "pt", NC_ ("language", "Portuguese") },
    { "tl", NC_ ("language", "Filipino") },       { "ne", NC_ ("language", "Nepali") },
    { "id", NC_ ("language", "Indonesian") },     { "my", NC_ ("language", "Burmese") },
    { "th", NC_ ("language", "Thai") },           { "es", NC_ ("language", "Spanish") },
    { "fr", NC_ ("language", "French") },         { "ru", NC_ ("language", "Russian") },
    { "jsl", NC_ ("language", "Sign language") },
  };
  Choice choice = begin (g_free, _ ("Not asked"));
  gboolean is_known = selected == NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (languages); i++) {
    gboolean is_selected = g_strcmp0 (languages[i].code, selected) == 0;

    add (&choice, g_dpgettext2 (NULL, "language", languages[i].word), g_strdup (languages[i].code),
         is_selected);
    is_known = is_known || is_selected;
  }
  if (!is_known)
    add (&choice, selected, g_strdup (selected), TRUE);
  end (&choice, row);
}
