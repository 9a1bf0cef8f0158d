/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "exchange/uke-import-run.h"
#include "words/uke-words-exchange.h"

#include <glib/gi18n.h>
#include <stdio.h>

static const char *
get_outcome_code (UkeImportOutcome outcome)
{
  switch (outcome) {
  case UKE_IMPORT_CREATED:
    return "created";
  case UKE_IMPORT_MATCHED:
    return "matched";
  case UKE_IMPORT_CHANGED:
    return "changed";
  case UKE_IMPORT_REFUSED:
    break;
  }
  return "refused";
}

/* @possible: (nullable): the row as one that may be a patient who is there */
static json_t *
row_to_json (const UkeImportResult *result, const UkeImportRow *possible)
{
  json_t *row = json_pack ("{s:i, s:s}", "line", (int)result->line, "outcome",
                           get_outcome_code (result->outcome));

  if (result->outcome == UKE_IMPORT_REFUSED) {
    json_object_set_new (row, "code", json_string (result->code));
    json_object_set_new (row, "reason", json_string (uke_words_for_import (result->code)));
  }
  if (possible != NULL)
    json_object_set_new (row, "possible_duplicate_of",
                         possible->alike_number != NULL ? json_string (possible->alike_number)
                                                        : json_null ());
  return row;
}

/* The columns of which nothing is taken over, so that none is left out in silence. */
static json_t *
left_out_to_json (const UkeImportMapping *mapping)
{
  json_t *columns = json_array ();

  for (unsigned i = 0; i < mapping->n_columns; i++)
    if (mapping->targets[i] == UKE_IMPORT_TARGET_CLINICAL
        || mapping->targets[i] == UKE_IMPORT_TARGET_IGNORE)
      json_array_append_new (columns, json_pack ("{s:s, s:s}", "column", mapping->headers[i], "why",
                                                 uke_import_target_get_code (mapping->targets[i])));
  return columns;
}

/* @sentence: what is said of the columns, whose names stand before it */
static void
print_left_out (const UkeImportMapping *mapping, UkeImportTarget target, const char *sentence)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (unsigned i = 0; i < mapping->n_columns; i++)
    if (mapping->targets[i] == target)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "、" : "", mapping->headers[i]);
  if (names->len == 0)
    return;
  g_string_replace (names, "\n", " ", 0);
  printf ("%s: %s\n", names->str, sentence);
}

static json_t *
unknown_to_json (UkeImport *import)
{
  GPtrArray *unknown = uke_import_get_unknown (import);
  json_t *names = json_array ();

  for (unsigned i = 0; i < unknown->len; i++) {
    const UkeImportUnknown *one = unknown->pdata[i];

    json_array_append_new (names,
                           json_pack ("{s:s, s:s, s:i}", "kind", one->is_menu ? "menu" : "provider",
                                      "name", one->name, "rows", (int)one->n_rows));
  }
  return names;
}

/* A booking without its provider stands in no column: that is said before and after. */
static void
print_unknown (UkeImport *import)
{
  GPtrArray *unknown = uke_import_get_unknown (import);

  for (unsigned i = 0; i < unknown->len; i++) {
    const UkeImportUnknown *one = unknown->pdata[i];

    if (one->is_menu)
      printf (_ ("The clinic has no menu \"%s\" (%u rows): the name is kept in the note. Add the "
                 "menu in the settings first to have it taken over.\n"),
              one->name, one->n_rows);
    else
      printf (_ ("The clinic has no provider \"%s\" (%u rows): the name is kept in the note. Add "
                 "the provider in the settings first to have a column for them.\n"),
              one->name, one->n_rows);
  }
}

static void
print_json (UkeImport *import, gboolean is_dry_run)
{
  GArray *results = uke_import_get_results (import);
  GPtrArray *possible = uke_import_get_possible (import);
  json_t *rows = json_array ();
  json_t *root = json_pack ("{s:b, s:i, s:i, s:i, s:i, s:o, s:o, s:o}", "dry_run", is_dry_run,
                            "created", (int)uke_import_get_n (import, UKE_IMPORT_CREATED),
                            "matched", (int)uke_import_get_n (import, UKE_IMPORT_MATCHED),
                            "changed", (int)uke_import_get_n (import, UKE_IMPORT_CHANGED),
                            "refused", (int)uke_import_get_n (import, UKE_IMPORT_REFUSED),
                            "left_out", left_out_to_json (uke_import_get_mapping (import)),
                            "unknown", unknown_to_json (import), "rows", rows);

  for (unsigned i = 0, at = 0; i < results->len; i++) {
    const UkeImportResult *result = &g_array_index (results, UkeImportResult, i);
    const UkeImportRow *row = at < possible->len ? possible->pdata[at] : NULL;
    gboolean is_possible = row != NULL && row->line == result->line;

    json_array_append_new (rows, row_to_json (result, is_possible ? row : NULL));
    at += is_possible ? 1 : 0;
  }
  json_object_set_new (root, "possible_duplicates", json_integer (possible->len));
  if (!uke_id_is_none (uke_import_get_run_id (import))) {
    g_autofree char *run = uke_id_dup_hex (uke_import_get_run_id (import));

    json_object_set_new (root, "run", json_string (run));
  }
  uke_ctl_print_json (root);
}

static void
print_text (UkeImport *import)
{
  GArray *results = uke_import_get_results (import);
  GPtrArray *possible = uke_import_get_possible (import);
  const UkeImportMapping *mapping = uke_import_get_mapping (import);

  print_left_out (mapping, UKE_IMPORT_TARGET_CLINICAL,
                  _ ("looks like clinical content and is left out; it belongs in the chart."));
  print_left_out (mapping, UKE_IMPORT_TARGET_IGNORE, _ ("is left out."));
  print_unknown (import);
  for (unsigned i = 0; i < results->len; i++) {
    const UkeImportResult *result = &g_array_index (results, UkeImportResult, i);

    if (result->outcome == UKE_IMPORT_REFUSED)
      printf (_ ("line %u: %s\n"), result->line, uke_words_for_import (result->code));
  }
  printf (
      _ ("%u created, %u matched, %u changed, %u refused\n"),
      uke_import_get_n (import, UKE_IMPORT_CREATED), uke_import_get_n (import, UKE_IMPORT_MATCHED),
      uke_import_get_n (import, UKE_IMPORT_CHANGED), uke_import_get_n (import, UKE_IMPORT_REFUSED));
  if (possible->len > 0)
    printf (ngettext ("%u of the created may be a patient who is registered already\n",
                      "%u of the created may be patients who are registered already\n",
                      possible->len),
            possible->len);
}

static UkeImport *
prepare (UkeCtl *ctl, const char *kind, const char *path, const char *mapping_path, GError **error)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_read (path, error);
  g_autoptr (UkeImportMapping) mapping = NULL;
  g_autofree char *json = NULL;
  g_autofree char *name = g_path_get_basename (path);

  if (file == NULL)
    return NULL;
  mapping = uke_import_mapping_guess (file, kind);
  if (mapping_path != NULL
      && (!g_file_get_contents (mapping_path, &json, NULL, error)
          || !uke_import_mapping_apply_json (mapping, json, error)))
    return NULL;
  if (!uke_import_mapping_check (mapping, error) || !uke_ctl_open (ctl, error))
    return NULL;
  return uke_import_new (ctl->clinic, g_steal_pointer (&file), g_steal_pointer (&mapping), name);
}

/**
 * uke_ctl_import:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl import patients|appointments|follow_ups FILE [--dry-run] [--mapping FILE]
 *
 * Returns: the exit status; rows that were refused are told and are no failure of the run
 * Thread: main
 * Source: decision 28
 */
UkeCtlExit
uke_ctl_import (UkeCtl *ctl, int argc, char **argv)
{
  gboolean is_dry_run = FALSE;
  g_autofree char *mapping = NULL;
  g_autofree char *reason = NULL;
  GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry_run, N_ ("Only say what would happen"), NULL },
    { "mapping", 0, 0, G_OPTION_ARG_FILENAME, &mapping, N_ ("Which column holds what, in JSON"),
      N_ ("FILE") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, where a role must say so"),
      N_ ("TEXT") },
    { NULL },
  };
  g_autoptr (UkeImport) import = NULL;
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  if (!uke_ctl_parse (entries, _ ("Takes a list over"), &argc, &argv))
    return UKE_CTL_USAGE;
  if (argc != 3
      || (!g_str_equal (argv[1], "patients") && !g_str_equal (argv[1], "appointments")
          && !g_str_equal (argv[1], "follow_ups")))
    return uke_ctl_usage (_ ("import takes a kind and a file: uketsukectl import "
                             "patients|appointments FILE"));
  import = prepare (ctl, argv[1], argv[2], mapping, &error);
  if (import == NULL)
    return uke_ctl_fail (ctl, error);
  uke_import_set_reason (import, reason);
  uke_import_run_async (import, is_dry_run, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  if (!uke_import_run_finish (import, answer, &error))
    return uke_ctl_fail (ctl, error);
  if (ctl->is_json)
    print_json (import, is_dry_run);
  else
    print_text (import);
  return UKE_CTL_DONE;
}
