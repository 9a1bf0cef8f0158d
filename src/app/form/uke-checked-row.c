/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/form/uke-checked-row.h"

typedef struct {
  UkeFieldCheck check;
  UkeDate today;
  GtkLabel *note;
} UkeCheckedRowPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (UkeCheckedRow, uke_checked_row, ADW_TYPE_ENTRY_ROW)

static gboolean
read_text (UkeCheckedRow *self, char **out_note)
{
  UkeCheckedRowPrivate *priv = uke_checked_row_get_instance_private (self);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));

  *out_note = NULL;
  return priv->check == NULL || text[0] == '\0' || priv->check (text, priv->today, out_note);
}

static void
changed_cb (UkeCheckedRow *self)
{
  UkeCheckedRowPrivate *priv = uke_checked_row_get_instance_private (self);
  g_autofree char *note = NULL;
  gboolean is_good = read_text (self, &note);

  gtk_label_set_text (priv->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->note), note != NULL);
  if (is_good) {
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID);
  } else {
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
  }
}

static void
uke_checked_row_class_init (UkeCheckedRowClass *klass)
{
}

static void
uke_checked_row_init (UkeCheckedRow *self)
{
  UkeCheckedRowPrivate *priv = uke_checked_row_get_instance_private (self);

  priv->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (priv->note, TRUE);
  gtk_label_set_wrap_mode (priv->note, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (priv->note, 24);
  gtk_label_set_xalign (priv->note, 1);
  gtk_widget_add_css_class (GTK_WIDGET (priv->note), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (priv->note), "uk-note");
  gtk_widget_set_visible (GTK_WIDGET (priv->note), FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (priv->note));
  gtk_text_set_input_hints (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self))),
                            GTK_INPUT_HINT_PRIVATE);
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
}

/**
 * uke_checked_row_set_check:
 * @self: a row
 * @check: how its text is read
 * @today: the clinic's day
 *
 * Thread: main
 */
void
uke_checked_row_set_check (UkeCheckedRow *self, UkeFieldCheck check, UkeDate today)
{
  UkeCheckedRowPrivate *priv = uke_checked_row_get_instance_private (self);

  g_return_if_fail (UKE_IS_CHECKED_ROW (self));

  priv->check = check;
  priv->today = today;
  changed_cb (self);
}

/**
 * uke_checked_row_dup_problem:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): what is wrong with its text; NULL when it can be kept
 * Thread: main
 */
char *
uke_checked_row_dup_problem (UkeCheckedRow *self)
{
  g_autofree char *note = NULL;

  return read_text (self, &note) ? NULL : g_steal_pointer (&note);
}
