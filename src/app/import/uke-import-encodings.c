/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-encodings.h"

#include <glib/gi18n.h>

/* In the order in which Japanese programs use them. */
static const struct {
  UkeCsvEncoding encoding;
  const char *name;
} ENCODINGS[] = {
  { UKE_CSV_CP932, "Shift_JIS" }, { UKE_CSV_UTF8, "UTF-8" },    { UKE_CSV_UTF16, "UTF-16" },
  { UKE_CSV_EUCJP, "EUC-JP" },    { UKE_CSV_ISO2022JP, "JIS" },
};

static void
follow_session (UkeImportSession *session, GtkDropDown *drop_down)
{
  const UkeCsvFile *file = uke_import_session_get_file (session);
  UkeCsvEncoding encoding = file != NULL ? file->coding : uke_import_session_get_encoding (session);
  guint position = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (ENCODINGS); i++) {
    if (ENCODINGS[i].encoding == encoding)
      position = i + 1;
  }
  gtk_drop_down_set_selected (drop_down, position);
}

/* What the file is in already is no choice: the drop-down follows the session too. */
static void
chosen_cb (GtkDropDown *drop_down, GParamSpec *pspec, UkeImportSession *session)
{
  const UkeCsvFile *file = uke_import_session_get_file (session);
  guint position = gtk_drop_down_get_selected (drop_down);
  UkeCsvEncoding encoding = position > 0 && position <= G_N_ELEMENTS (ENCODINGS)
                                ? ENCODINGS[position - 1].encoding
                                : UKE_CSV_UNKNOWN;

  if (file == NULL || file->coding != encoding)
    uke_import_session_set_encoding (session, encoding);
}

/**
 * uke_import_encodings_attach:
 * @drop_down: an empty drop-down
 * @session: whose file it is about from now on
 *
 * Thread: main
 */
void
uke_import_encodings_attach (GtkDropDown *drop_down, UkeImportSession *session)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Detect the encoding"));
  for (unsigned i = 0; i < G_N_ELEMENTS (ENCODINGS); i++)
    gtk_string_list_append (names, ENCODINGS[i].name);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  follow_session (session, drop_down);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (follow_session), drop_down, 0);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (chosen_cb), session, 0);
}

/**
 * uke_import_encodings_name:
 * @encoding: an encoding
 *
 * Returns: (transfer none): as people call it.
 * Thread: any
 */
const char *
uke_import_encodings_name (UkeCsvEncoding encoding)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (ENCODINGS); i++) {
    if (ENCODINGS[i].encoding == encoding)
      return ENCODINGS[i].name;
  }
  return "";
}
