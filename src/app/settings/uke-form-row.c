/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-form-row.h"

#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

/* How long a number must stand still before it counts as meant. */
enum { SETTLE_MS = 700 };

struct _UkeFormRow {
  const UkeFormField *field;
  GtkWidget *widget;  /* (unowned): the row; owns this */
  GtkWidget *control; /* (unowned): what is edited in it */
  UkeFormRowFunc typed;
  UkeFormRowFunc settled;
  gpointer user_data;
  gboolean is_showing; /* a value is being put in by the program */
  gboolean is_dirty;   /* a person changed it, and it was not told of yet */
  guint timeout;       /* source id, 0 when none is due */
};

static void
form_row_free (gpointer data)
{
  UkeFormRow *self = data;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_free (self);
}

static void
settle (UkeFormRow *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!self->is_dirty)
    return;
  self->is_dirty = FALSE;
  if (self->settled != NULL)
    self->settled (self, self->user_data);
}

static void
settle_later_cb (gpointer data)
{
  UkeFormRow *self = data;

  self->timeout = 0;
  settle (self);
}

static void
mark_typed (UkeFormRow *self)
{
  if (self->is_showing)
    return;
  self->is_dirty = TRUE;
  if (self->typed != NULL)
    self->typed (self, self->user_data);
}

static void
number_changed_cb (UkeFormRow *self)
{
  mark_typed (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->is_dirty)
    self->timeout = g_timeout_add_once (SETTLE_MS, settle_later_cb, self);
}

static void
chosen_cb (UkeFormRow *self)
{
  mark_typed (self);
  settle (self);
}

static void
watch_focus (UkeFormRow *self, GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (settle), self);
  gtk_widget_add_controller (widget, focus);
}

static void
make_text (UkeFormRow *self)
{
  self->widget = self->control = adw_entry_row_new ();
  g_signal_connect_swapped (self->widget, "changed", G_CALLBACK (mark_typed), self);
  g_signal_connect_swapped (self->widget, "entry-activated", G_CALLBACK (settle), self);
  watch_focus (self, self->widget);
}

static void
make_lines (UkeFormRow *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *frame = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer;

  self->widget = adw_preferences_row_new ();
  self->control = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->control), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->control), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "uk-secondary");
  gtk_widget_add_css_class (label, "uk-caption");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (frame), self->control);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (frame), 96);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (frame), 260);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (frame), TRUE);
  gtk_widget_add_css_class (frame, "uk-lines");
  gtk_widget_add_css_class (box, "uk-lines-box");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), frame);
  if (self->field->hint != NULL) {
    GtkWidget *hint = gtk_label_new (_ (self->field->hint));

    gtk_label_set_xalign (GTK_LABEL (hint), 0);
    gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
    gtk_widget_add_css_class (hint, "uk-secondary");
    gtk_widget_add_css_class (hint, "uk-caption");
    gtk_box_append (GTK_BOX (box), hint);
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->widget), FALSE);
  gtk_widget_set_focusable (self->widget, FALSE);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (mark_typed), self);
  watch_focus (self, self->control);
}

static void
make_number (UkeFormRow *self, const char *title)
{
  const UkeFormField *field = self->field;

  self->widget = adw_action_row_new ();
  self->control = gtk_spin_button_new_with_range (field->min, field->max, field->step);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->control), TRUE);
  gtk_spin_button_set_snap_to_ticks (GTK_SPIN_BUTTON (self->control), TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), field->fallback);
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->widget), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->widget), self->control);
  g_signal_connect_swapped (self->control, "value-changed", G_CALLBACK (number_changed_cb), self);
}

static void
make_code (UkeFormRow *self)
{
  g_autoptr (GListModel) words = uke_code_words_model (self->field->codes);

  self->widget = self->control = adw_combo_row_new ();
  adw_combo_row_set_model (ADW_COMBO_ROW (self->widget), words);
  g_signal_connect_swapped (self->widget, "notify::selected", G_CALLBACK (chosen_cb), self);
}

/**
 * uke_form_row_new:
 * @field: what it shows; lives as long as the program
 * @typed: (nullable): called at each change a person makes
 * @settled: (nullable): called when a change is meant: Enter, another field, a choice
 * @user_data: for both
 *
 * Returns: (transfer none): the row; goes with its widget
 * Thread: main
 */
UkeFormRow *
uke_form_row_new (const UkeFormField *field,
                  UkeFormRowFunc typed,
                  UkeFormRowFunc settled,
                  gpointer user_data)
{
  UkeFormRow *self = g_new0 (UkeFormRow, 1);
  const char *title = _ (field->title);

  self->field = field;
  self->typed = typed;
  self->settled = settled;
  self->user_data = user_data;
  self->is_showing = TRUE;
  switch (field->kind) {
  case UKE_FORM_TEXT:
    make_text (self);
    break;
  case UKE_FORM_LINES:
    make_lines (self, title);
    break;
  case UKE_FORM_NUMBER:
    make_number (self, title);
    break;
  case UKE_FORM_CODE:
    make_code (self);
    break;
  }
  self->is_showing = FALSE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->widget), title);
  if (field->hint != NULL && ADW_IS_ACTION_ROW (self->widget))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->widget), _ (field->hint));
  else if (field->hint != NULL && field->kind == UKE_FORM_TEXT)
    gtk_widget_set_tooltip_text (self->widget, _ (field->hint));
  g_object_set_data_full (G_OBJECT (self->widget), "uke-form-row", self, form_row_free);
  return self;
}

/**
 * uke_form_row_get_widget:
 * @self: a row
 *
 * Returns: (transfer none): its widget
 * Thread: main
 */
GtkWidget *
uke_form_row_get_widget (UkeFormRow *self)
{
  return self->widget;
}

static char *
dup_typed (UkeFormRow *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer;

  if (self->field->kind == UKE_FORM_TEXT)
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control))));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
show_text (UkeFormRow *self, const char *text)
{
  g_autofree char *shown = dup_typed (self);

  if (g_strcmp0 (shown, text) == 0)
    return;
  if (self->field->kind == UKE_FORM_TEXT)
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
  else
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text, -1);
}

/**
 * uke_form_row_show:
 * @self: a row
 * @record: what to show; what a person is typing just now stays
 *
 * Thread: main
 */
void
uke_form_row_show (UkeFormRow *self, UkeRecord *record)
{
  const UkeFormField *field = self->field;
  const char *text = NULL;
  int position;

  if (self->is_dirty)
    return;
  self->is_showing = TRUE;
  switch (field->kind) {
  case UKE_FORM_TEXT:
  case UKE_FORM_LINES:
    text = uke_record_get_text (record, field->position);
    show_text (self, text != NULL ? text : "");
    break;
  case UKE_FORM_NUMBER:
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control),
                               (double)uke_record_get_int (record, field->position));
    break;
  case UKE_FORM_CODE:
    position = uke_codes_get_position (field->codes, uke_record_get_code (record, field->position));
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->control),
                                position >= 0 ? (guint)position : GTK_INVALID_LIST_POSITION);
    break;
  }
  self->is_showing = FALSE;
}

/**
 * uke_form_row_read:
 * @self: a row
 * @draft: where its value goes
 *
 * Thread: main
 */
void
uke_form_row_read (UkeFormRow *self, UkeDraft *draft)
{
  const UkeFormField *field = self->field;
  g_autofree char *text = NULL;
  const char *const *codes;
  unsigned n;

  switch (field->kind) {
  case UKE_FORM_TEXT:
  case UKE_FORM_LINES:
    text = dup_typed (self);
    uke_draft_set_text (draft, field->position, text);
    return;
  case UKE_FORM_NUMBER:
    uke_draft_set_int (draft, field->position,
                       gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->control)));
    return;
  case UKE_FORM_CODE:
    codes = uke_codes_get (field->codes, &n);
    if (adw_combo_row_get_selected (ADW_COMBO_ROW (self->control)) < n)
      uke_draft_set_text (draft, field->position,
                          codes[adw_combo_row_get_selected (ADW_COMBO_ROW (self->control))]);
    return;
  }
}

/**
 * uke_form_row_is_filled:
 * @self: a row
 *
 * Returns: FALSE when the record needs what is not here yet
 * Thread: main
 */
gboolean
uke_form_row_is_filled (UkeFormRow *self)
{
  g_autofree char *text = NULL;

  if (!self->field->is_required
      || (self->field->kind != UKE_FORM_TEXT && self->field->kind != UKE_FORM_LINES))
    return TRUE;
  text = dup_typed (self);
  return text[0] != '\0';
}

/**
 * uke_form_row_set_editable:
 * @self: a row
 * @is_editable: whether a person may change it
 *
 * What may not be changed can still be read and copied.
 *
 * Thread: main
 */
void
uke_form_row_set_editable (UkeFormRow *self, gboolean is_editable)
{
  switch (self->field->kind) {
  case UKE_FORM_TEXT:
    gtk_editable_set_editable (GTK_EDITABLE (self->control), is_editable);
    return;
  case UKE_FORM_LINES:
    gtk_text_view_set_editable (GTK_TEXT_VIEW (self->control), is_editable);
    return;
  case UKE_FORM_NUMBER:
  case UKE_FORM_CODE:
    gtk_widget_set_sensitive (self->control, is_editable);
    return;
  }
}
