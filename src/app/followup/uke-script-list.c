/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-script-list.h"

#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"

#include <glib/gi18n.h>

struct _UkeScriptList {
  AdwBin parent_instance;

  UkeClinic *clinic;         /* (owned) (nullable) */
  UkeFollowUpItem *item;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  unsigned n_done;

  GtkLabel *name;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (UkeScriptList, uke_script_list, ADW_TYPE_BIN)

static void
mark_steps (UkeScriptList *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++) {
    GtkLabel *mark = g_object_get_data (G_OBJECT (row), "mark");
    g_autofree char *number = g_strdup_printf ("%d", i + 1);

    gtk_label_set_text (mark, i < (int)self->n_done ? "✓" : number);
    gtk_widget_remove_css_class (GTK_WIDGET (mark), "done");
    gtk_widget_remove_css_class (GTK_WIDGET (mark), "now");
    gtk_widget_remove_css_class (GTK_WIDGET (row), "uk-current");
    if (i < (int)self->n_done)
      gtk_widget_add_css_class (GTK_WIDGET (mark), "done");
    if (i == (int)self->n_done) {
      gtk_widget_add_css_class (GTK_WIDGET (mark), "now");
      gtk_widget_add_css_class (GTK_WIDGET (row), "uk-current");
    }
  }
}

static void
row_activated_cb (UkeScriptList *self, GtkListBoxRow *row)
{
  self->n_done = (unsigned)gtk_list_box_row_get_index (row) + 1;
  mark_steps (self);
}

static void
add_step (UkeScriptList *self, const char *text)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *mark = gtk_label_new (NULL), *label = gtk_label_new (text);

  gtk_widget_add_css_class (mark, "uk-step");
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (box, "uk-step-row");
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "mark", mark);
  gtk_list_box_append (self->list, row);
}

static void
clear (UkeScriptList *self)
{
  uke_list_box_clear (self->list);
  self->n_done = 0;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* {clinic}, {staff} and {patient} become the names of this call. */
static char *
fill_in (UkeScriptList *self, const char *step)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (self->clinic),
            *place = uke_clinic_get_place (self->clinic);
  g_autoptr (GString) text = g_string_new (step);

  g_string_replace (
      text, "{clinic}",
      or_empty (place != NULL ? uke_record_get_text (place, UKE_CLINIC_FIELD_NAME) : NULL), 0);
  g_string_replace (
      text, "{staff}",
      or_empty (staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : NULL), 0);
  g_string_replace (text, "{patient}",
                    or_empty (uke_record_get_text (self->item->patient, UKE_PATIENT_FAMILY_NAME)),
                    0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeScriptList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeRecord) script
      = uke_clinic_load_call_script_finish (UKE_CLINIC (source), result, &error);
  g_auto (GStrv) steps = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->item == NULL)
    return;
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), script != NULL);
  /* Without a script the reason says what the call is about. */
  if (script == NULL)
    return;
  gtk_label_set_text (self->name, or_empty (uke_record_get_text (script, UKE_CALL_SCRIPT_NAME)));
  steps = g_strsplit (or_empty (uke_record_get_text (script, UKE_CALL_SCRIPT_STEPS)), "\n", -1);
  for (unsigned i = 0; steps[i] != NULL; i++) {
    g_autofree char *text = fill_in (self, steps[i]);

    if (text[0] != '\0')
      add_step (self, text);
  }
  mark_steps (self);
}

static void
uke_script_list_dispose (GObject *object)
{
  UkeScriptList *self = UKE_SCRIPT_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_script_list_parent_class)->dispose (object);
}

static void
uke_script_list_class_init (UkeScriptListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_script_list_dispose;
}

static void
uke_script_list_init (UkeScriptList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = gtk_label_new (_ ("What to say"));

  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "uk-secondary");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->name));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "uk-steps");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to say, in order"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_script_list_load:
 * @self: the list
 * @clinic: the clinic
 * @item: the task it is for
 *
 * Reads the script for the task's reason and shows it from its first step.
 *
 * Thread: main
 */
void
uke_script_list_load (UkeScriptList *self, UkeClinic *clinic, UkeFollowUpItem *item)
{
  g_return_if_fail (UKE_IS_SCRIPT_LIST (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->clinic, clinic);
  g_set_object (&self->item, item);
  clear (self);
  uke_clinic_load_call_script_async (clinic,
                                     uke_record_get_code (item->follow_up, UKE_FOLLOW_UP_REASON),
                                     self->cancellable, loaded_cb, g_object_ref (self));
}
