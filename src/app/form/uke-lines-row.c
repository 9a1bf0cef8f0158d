/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-lines-row.h"

#include "model/uke-clinical-words.h"

#include <glib/gi18n.h>

struct _UkeLinesRow {
  AdwPreferencesRow parent_instance;

  GtkWidget *title;
  GtkWidget *view;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (UkeLinesRow, uke_lines_row, ADW_TYPE_PREFERENCES_ROW)

/* No clinical content: the hint comes while the words are still being typed (product.md 4.2 no.
 * 10). */
static void
changed_cb (UkeLinesRow *self)
{
  g_autofree char *text = uke_lines_row_dup_text (self),
                  *word = uke_clinical_words_find (NULL, text), *sentence = NULL;

  if (word != NULL)
    sentence = g_strdup_printf (
        _ ("“%s” belongs in the electronic chart. Clinical content is not kept here."), word);
  gtk_label_set_text (GTK_LABEL (self->note), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->note, sentence != NULL);
}

static void
title_changed_cb (UkeLinesRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static gboolean
uke_lines_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UKE_LINES_ROW (widget)->view);
}

static void
uke_lines_row_class_init (UkeLinesRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = uke_lines_row_grab_focus;
}

static void
uke_lines_row_init (UkeLinesRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkTextView *view;

  self->title = gtk_label_new (NULL);
  self->view = gtk_text_view_new ();
  self->note = gtk_label_new (NULL);
  view = GTK_TEXT_VIEW (self->view);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_input_hints (view, GTK_INPUT_HINT_PRIVATE);
  gtk_widget_set_size_request (self->view, -1, 44);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "uk-caption");
  gtk_widget_add_css_class (self->title, "uk-secondary");
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "uk-notice");
  gtk_widget_set_visible (self->note, FALSE);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->view);
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_widget_add_css_class (box, "uk-form-row");
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-text-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  g_signal_connect_object (gtk_text_view_get_buffer (view), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * uke_lines_row_set_text:
 * @self: a row
 * @text: (nullable): its lines
 *
 * Thread: main
 */
void
uke_lines_row_set_text (UkeLinesRow *self, const char *text)
{
  g_return_if_fail (UKE_IS_LINES_ROW (self));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)),
                            text != NULL ? text : "", -1);
}

/**
 * uke_lines_row_dup_text:
 * @self: a row
 *
 * Returns: (transfer full): its lines, without blanks around them
 * Thread: main
 */
char *
uke_lines_row_dup_text (UkeLinesRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}
