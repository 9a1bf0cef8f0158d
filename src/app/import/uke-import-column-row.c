/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-column-row.h"

#include "app/import/uke-import-words.h"

#include <glib/gi18n.h>

enum { POSITION_CHOOSE, POSITION_IGNORE, POSITION_FIRST };

struct _UkeImportTargets {
  GtkStringList *names; /* (owned) */
  GArray *targets;      /* (owned) (element-type UkeImportTarget): from POSITION_FIRST on */
};

struct _UkeImportColumnRow {
  AdwBin parent_instance;

  UkeImportSession *session;       /* (owned) (nullable) */
  const UkeImportTargets *targets; /* (unowned) */
  unsigned column;
  const char *css_class; /* of the verdict */
  gboolean is_following;

  GtkLabel *name;
  GtkDropDown *target;
  GtkLabel *samples;
  GtkWidget *verdict;
  GtkImage *verdict_icon;
  GtkLabel *verdict_text;
};

G_DEFINE_FINAL_TYPE (UkeImportColumnRow, uke_import_column_row, ADW_TYPE_BIN)

/**
 * uke_import_targets_new:
 * @kind: patients appointments follow_ups
 *
 * Returns: (transfer full): what columns of such a list may hold.
 * Thread: main
 */
UkeImportTargets *
uke_import_targets_new (const char *kind)
{
  UkeImportTargets *self = g_new0 (UkeImportTargets, 1);

  self->names = gtk_string_list_new (NULL);
  self->targets = g_array_new (FALSE, FALSE, sizeof (UkeImportTarget));
  gtk_string_list_append (self->names, _ ("Please choose"));
  gtk_string_list_append (self->names, uke_import_words_target (UKE_IMPORT_TARGET_IGNORE));
  for (int i = UKE_IMPORT_TARGET_CLINICAL + 1; i < UKE_IMPORT_N_TARGETS; i++) {
    UkeImportTarget target = (UkeImportTarget)i;

    if (!uke_import_target_fits_kind (target, kind))
      continue;
    gtk_string_list_append (self->names, uke_import_words_target (target));
    g_array_append_val (self->targets, target);
  }
  return self;
}

/**
 * uke_import_targets_free:
 * @self: (transfer full) (nullable): targets
 *
 * Thread: main
 */
void
uke_import_targets_free (UkeImportTargets *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->names);
  g_array_unref (self->targets);
  g_free (self);
}

static guint
find_position (const UkeImportTargets *self, UkeImportTarget target)
{
  for (guint i = 0; i < self->targets->len; i++) {
    if (g_array_index (self->targets, UkeImportTarget, i) == target)
      return POSITION_FIRST + i;
  }
  return POSITION_IGNORE;
}

static void
selected_cb (UkeImportColumnRow *self)
{
  guint position = gtk_drop_down_get_selected (self->target);

  if (self->is_following || self->session == NULL || position == POSITION_CHOOSE
      || position == GTK_INVALID_LIST_POSITION)
    return;
  uke_import_session_set_target (
      self->session, self->column,
      position == POSITION_IGNORE
          ? UKE_IMPORT_TARGET_IGNORE
          : g_array_index (self->targets->targets, UkeImportTarget, position - POSITION_FIRST));
}

static void
show_verdict (UkeImportColumnRow *self, const UkeImportVerdict *verdict)
{
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->verdict, self->css_class);
  self->css_class = verdict->css_class;
  gtk_widget_add_css_class (self->verdict, self->css_class);
  gtk_image_set_from_icon_name (self->verdict_icon, verdict->icon);
  gtk_label_set_text (self->verdict_text, verdict->text);
  gtk_widget_set_tooltip_text (self->verdict, verdict->text);
}

static void
mark (UkeImportColumnRow *self, const char *css_class, gboolean is_marked)
{
  if (is_marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

/**
 * uke_import_column_row_follow:
 * @self: a row
 *
 * Shows the column as it is now.
 *
 * Thread: main
 */
void
uke_import_column_row_follow (UkeImportColumnRow *self)
{
  const UkeImportMapping *mapping = uke_import_session_get_mapping (self->session);
  UkeImportTarget target = mapping->targets[self->column];
  gboolean is_decided = uke_import_session_is_decided (self->session, self->column);
  gboolean is_locked = target == UKE_IMPORT_TARGET_CLINICAL;
  const UkeImportColumn *column = uke_import_session_get_column (self->session, self->column);
  g_auto (UkeImportVerdict) verdict = { 0 };
  g_autofree char *samples = uke_import_words_samples (column);
  g_autofree char *label = NULL;

  uke_import_words_judge_column (column, target, is_decided, &verdict);
  show_verdict (self, &verdict);
  gtk_label_set_text (self->samples, samples);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->samples), samples);
  self->is_following = TRUE;
  gtk_drop_down_set_selected (self->target,
                              is_decided ? find_position (self->targets, target) : POSITION_CHOOSE);
  self->is_following = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->target), !is_locked);
  mark (self, "locked", is_locked);
  mark (self, "open", !is_decided);
  label = g_strdup_printf (_ ("%s: what the column holds (%s)"), mapping->headers[self->column],
                           verdict.text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->target), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
uke_import_column_row_dispose (GObject *object)
{
  UkeImportColumnRow *self = UKE_IMPORT_COLUMN_ROW (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (uke_import_column_row_parent_class)->dispose (object);
}

static void
uke_import_column_row_class_init (UkeImportColumnRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_import_column_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-column-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, name);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, target);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, samples);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, verdict);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnRow, verdict_text);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
uke_import_column_row_init (UkeImportColumnRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_import_column_row_new:
 * @session: a session with a file
 * @column: which column
 * @targets: what it may hold
 *
 * Returns: (transfer floating): the row.
 * Thread: main
 */
GtkWidget *
uke_import_column_row_new (UkeImportSession *session,
                           unsigned column,
                           const UkeImportTargets *targets)
{
  UkeImportColumnRow *self = g_object_new (UKE_TYPE_IMPORT_COLUMN_ROW, NULL);
  const char *name = uke_import_session_get_mapping (session)->headers[column];
  g_autofree char *nameless = g_strdup_printf (_ ("(column %u)"), column + 1);

  self->targets = targets;
  self->column = column;
  gtk_label_set_text (self->name, *name != '\0' ? name : nameless);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), *name != '\0' ? name : NULL);
  gtk_drop_down_set_model (self->target, G_LIST_MODEL (targets->names));
  self->session = g_object_ref (session);
  uke_import_column_row_follow (self);
  return GTK_WIDGET (self);
}
