/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-memo-box.h"

#include "app/uke-perform.h"
#include "base/uke-era.h"
#include "model/uke-clinical-words.h"

#include <glib/gi18n.h>

struct _UkeMemoBox {
  AdwBin parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkePatientFile *file; /* (owned) (nullable) */

  GtkEditable *entry;
  GtkWidget *save;
  GtkLabel *hint;
};

G_DEFINE_FINAL_TYPE (UkeMemoBox, uke_memo_box, ADW_TYPE_BIN)

static char *
dup_memo (UkeMemoBox *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
changed_cb (UkeMemoBox *self)
{
  g_autofree char *memo = dup_memo (self), *word = uke_clinical_words_find (NULL, memo),
                  *sentence = NULL;

  gtk_widget_set_sensitive (self->save, memo[0] != '\0');
  if (word != NULL)
    sentence = g_strdup_printf (
        _ ("“%s” belongs in the electronic chart. Clinical content is not kept here."), word);
  gtk_label_set_text (self->hint, sentence != NULL
                                      ? sentence
                                      : _ ("Goes into the note with the day and your name. No "
                                           "symptoms, diagnoses or medicines."));
  if (word != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->hint), "uk-warn");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->hint), "uk-warn");
}

static void
saved_cb (const UkeReceipt *receipt, gpointer user_data)
{
  gtk_editable_set_text (UKE_MEMO_BOX (user_data)->entry, "");
}

static void
save_cb (UkeMemoBox *self)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  UkeRecord *staff = uke_clinic_get_sitting_staff (self->clinic), *patient = self->file->patient;
  g_autofree char *memo = dup_memo (self), *line = NULL, *note = NULL;
  g_autofree char *day = uke_era_format_short (
      uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (self->clinic))));
  const char *before = uke_record_get_text (patient, UKE_PATIENT_NOTE);
  UkeDraft *draft;

  if (memo[0] == '\0')
    return;
  line = g_strdup_printf ("%s %s：%s", day,
                          staff != NULL ? uke_record_get_code (staff, UKE_STAFF_FAMILY_NAME) : "",
                          memo);
  note = before != NULL ? g_strdup_printf ("%s\n%s", before, line) : g_strdup (line);
  draft = uke_draft_new_from (patient);
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, note);
  uke_perform_then (GTK_WIDGET (self), uke_command_edit_patient (uke_patient_form_new (draft)),
                    _ ("Noted"), saved_cb, g_object_ref (self), g_object_unref);
}

static void
uke_memo_box_dispose (GObject *object)
{
  UkeMemoBox *self = UKE_MEMO_BOX (object);

  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_memo_box_parent_class)->dispose (object);
}

static void
uke_memo_box_class_init (UkeMemoBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_memo_box_dispose;
}

static void
uke_memo_box_init (UkeMemoBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3),
            *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  self->save = gtk_button_new_with_label (_ ("Note it"));
  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Internal note"));
  gtk_entry_set_input_hints (GTK_ENTRY (entry), GTK_INPUT_HINT_PRIVATE);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Internal note"), -1);
  gtk_label_set_xalign (self->hint, 0);
  gtk_label_set_ellipsize (self->hint, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "uk-secondary");
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), entry);
  gtk_box_append (GTK_BOX (line), self->save);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  gtk_widget_add_css_class (box, "uk-memo");
  adw_bin_set_child (ADW_BIN (self), box);
  changed_cb (self);
}

/**
 * uke_memo_box_show:
 * @self: the box
 * @clinic: an open clinic
 * @file: the patient; what was typed about another one is dropped
 *
 * Thread: main
 */
void
uke_memo_box_show (UkeMemoBox *self, UkeClinic *clinic, UkePatientFile *file)
{
  gboolean is_other;

  g_return_if_fail (UKE_IS_MEMO_BOX (self));

  is_other = self->file != NULL
             && !uke_id_equal (uke_record_get_id (self->file->patient),
                               uke_record_get_id (file->patient));
  g_set_object (&self->clinic, clinic);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  if (is_other)
    gtk_editable_set_text (self->entry, "");
}
