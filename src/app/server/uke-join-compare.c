/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join-compare.h"

#include <glib/gi18n.h>

#define N_COLUMNS 3

struct _UkeJoinCompare {
  AdwBin parent_instance;

  GtkLabel *description_label;
  GtkGrid *words_grid;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (UkeJoinCompare, uke_join_compare, ADW_TYPE_BIN)

enum { ANSWERED, CANCELLED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
same_cb (UkeJoinCompare *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, TRUE);
}

static void
differ_cb (UkeJoinCompare *self)
{
  g_signal_emit (self, signals[ANSWERED], 0, FALSE);
}

static void
cancel_cb (UkeJoinCompare *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
uke_join_compare_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (UKE_JOIN_COMPARE (widget)->words_grid));
}

static void
uke_join_compare_class_init (UkeJoinCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  widget_class->grab_focus = uke_join_compare_grab_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/server/uke-join-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeJoinCompare, description_label);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinCompare, words_grid);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinCompare, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinCompare, spinner);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinCompare, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, same_cb);
  gtk_widget_class_bind_template_callback (widget_class, differ_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
uke_join_compare_init (UkeJoinCompare *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_word (unsigned number, const char *word)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *digit = g_strdup_printf ("%u", number);
  GtkWidget *number_label = gtk_label_new (digit);
  GtkWidget *word_label = gtk_label_new (word);

  gtk_widget_add_css_class (number_label, "uk-line-number");
  gtk_widget_add_css_class (number_label, "uk-secondary");
  gtk_widget_add_css_class (word_label, "uk-join-word");
  gtk_box_append (GTK_BOX (box), number_label);
  gtk_box_append (GTK_BOX (box), word_label);
  return box;
}

/**
 * Makes the card.
 * @words: the six words with spaces between
 *
 * Returns: (transfer floating): the card, with its question.
 * Thread: main
 */
GtkWidget *
uke_join_compare_new (const char *words)
{
  UkeJoinCompare *self = g_object_new (UKE_TYPE_JOIN_COMPARE, NULL);
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  for (int i = 0; each[i] != NULL; i++)
    gtk_grid_attach (self->words_grid, make_word ((unsigned)i + 1, each[i]), i % N_COLUMNS,
                     i / N_COLUMNS, 1, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->words_grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  return GTK_WIDGET (self);
}

/**
 * Says where the same words are to be found, where that is not the server.
 * @self: the card
 * @text: translated
 *
 * Thread: main
 */
void
uke_join_compare_set_description (UkeJoinCompare *self, const char *text)
{
  g_return_if_fail (UKE_IS_JOIN_COMPARE (self));

  gtk_label_set_label (self->description_label, text);
}

/**
 * Shows that this side has agreed and the other has not yet; the words stay.
 * @self: the card
 *
 * Thread: main
 */
void
uke_join_compare_set_waiting (UkeJoinCompare *self)
{
  g_return_if_fail (UKE_IS_JOIN_COMPARE (self));

  gtk_label_set_label (self->description_label,
                       _ ("Now whoever looks after the server has to agree over there."));
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_widget_grab_focus (self->cancel_button);
}
