/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-file-card.h"

#include "app/import/uke-import-encodings.h"
#include "app/import/uke-import-words.h"

#include <glib/gi18n.h>

struct _UkeImportFileCard {
  AdwBin parent_instance;

  GtkLabel *name;
  GtkLabel *facts;
  GtkDropDown *encoding;
};

G_DEFINE_FINAL_TYPE (UkeImportFileCard, uke_import_file_card, ADW_TYPE_BIN)

static void
follow_session (UkeImportFileCard *self, UkeImportSession *session)
{
  const UkeCsvFile *file = uke_import_session_get_file (session);
  g_autofree char *facts = NULL;
  g_autofree char *label = NULL;

  if (file == NULL)
    return;
  facts = g_strdup_printf (
      uke_import_session_get_encoding (session) == UKE_CSV_UNKNOWN
          ? _ ("%u rows, %u columns, %s detected, %s, first line is the header")
          : _ ("%u rows, %u columns, read as %s, %s, first line is the header"),
      file->rows->len, file->header->n_cells, uke_import_encodings_name (file->coding),
      uke_import_words_separator (file->separator));
  label = g_strdup_printf ("%s, %s", uke_import_session_get_file_name (session), facts);
  gtk_label_set_text (self->name, uke_import_session_get_file_name (session));
  gtk_label_set_text (self->facts, facts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
stage_changed_cb (UkeImportSession *session, UkeImportFileCard *self)
{
  follow_session (self, session);
}

static void
uke_import_file_card_class_init (UkeImportFileCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-file-card.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileCard, name);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileCard, facts);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileCard, encoding);
}

static void
uke_import_file_card_init (UkeImportFileCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_import_file_card_set_session:
 * @self: a card
 * @session: whose file it shows from now on
 *
 * Thread: main
 */
void
uke_import_file_card_set_session (UkeImportFileCard *self, UkeImportSession *session)
{
  uke_import_encodings_attach (self->encoding, session);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (stage_changed_cb), self, 0);
  follow_session (self, session);
}
