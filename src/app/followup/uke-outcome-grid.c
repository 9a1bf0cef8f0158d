/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-outcome-grid.h"

#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

/* What stands under the word of each key. */
static const struct {
  UkeCallOutcome outcome;
  const char *detail;
  const char *css_class;
} KEYS[] = {
  { UKE_CALL_OUTCOME_BOOKED, NC_ ("outcome", "choose a slot"), "uk-ok" },
  { UKE_CALL_OUTCOME_TALKED, NC_ ("outcome", "done"), "uk-ok" },
  { UKE_CALL_OUTCOME_CALL_BACK, NC_ ("outcome", "they will ring"), "uk-accent" },
  { UKE_CALL_OUTCOME_NO_ANSWER, NC_ ("outcome", "sets the next try"), "uk-err" },
  { UKE_CALL_OUTCOME_WRONG_NUMBER, NC_ ("outcome", "check the contact"), "uk-warn" },
  { UKE_CALL_OUTCOME_DECLINED, NC_ ("outcome", "stops the notices"), "uk-err" },
  { UKE_CALL_OUTCOME_HANDED_TO_DOCTOR, NC_ ("outcome", "tells them at once"), "uk-purple" },
  { UKE_CALL_OUTCOME_MESSAGE_WITH_FAMILY, NC_ ("outcome", "calls again"), "uk-secondary" },
};

/* Behind 9 and 0 (decision 9): word NULL is the word of the outcome. */
static const struct {
  UkeCallOutcome outcome;
  const char *word;
  int digit;
  gboolean refuses_all;
} RARE[] = {
  { UKE_CALL_OUTCOME_LATER, N_ ("Promise to ring again…"), -1, FALSE },
  { UKE_CALL_OUTCOME_AGREED_TO_VISIT, NULL, -1, FALSE },
  { UKE_CALL_OUTCOME_VOICEMAIL, NULL, -1, FALSE },
  { UKE_CALL_OUTCOME_MOVED, NULL, 9, FALSE },
  { UKE_CALL_OUTCOME_DECEASED, NULL, 9, FALSE },
  { UKE_CALL_OUTCOME_OTHER_END, N_ ("Ended for another reason…"), 9, FALSE },
  { UKE_CALL_OUTCOME_STOP_CONTACT, N_ ("No more calls"), 0, FALSE },
  { UKE_CALL_OUTCOME_STOP_CONTACT, N_ ("No more contact at all"), 0, TRUE },
};

enum { N_KEYS = G_N_ELEMENTS (KEYS), N_RARE = G_N_ELEMENTS (RARE) };

struct _UkeOutcomeGrid {
  AdwBin parent_instance;

  GtkMenuButton *more;
  GtkLabel *effect;
  GtkLabel *more_effect; /* in the popover, which may cover the panel's */
  GtkWidget *rare[N_RARE];
  GtkWidget *keys[N_KEYS];
  GtkWidget *top_words[N_KEYS]; /* beside the icon, where there is little room */
  GtkWidget *below[N_KEYS];     /* word and detail below the icon, where there is room */
};

G_DEFINE_FINAL_TYPE (UkeOutcomeGrid, uke_outcome_grid, ADW_TYPE_BIN)

enum { LOOKED_AT, CHOSEN, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static const char *
word_of (UkeCallOutcome outcome)
{
  return uke_code_word (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome));
}

static UkeOutcomeGrid *
grid_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "grid");
}

static void
emit (GtkWidget *button, unsigned signal)
{
  UkeOutcomeGrid *self = grid_of (button);

  g_signal_emit (self, signals[signal], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "outcome")),
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "refuses-all")));
}

static void
look_cb (GtkWidget *button)
{
  emit (button, LOOKED_AT);
}

static void
clicked_cb (GtkWidget *button)
{
  gtk_menu_button_popdown (grid_of (button)->more);
  emit (button, CHOSEN);
}

/* Nothing is looked at any more: what is likely is said again. */
static void
look_away_cb (UkeOutcomeGrid *self)
{
  g_signal_emit (self, signals[LOOKED_AT], 0, (int)UKE_CALL_OUTCOME_NONE, FALSE);
}

/* An outcome is looked at before it is pressed, by pointer and by focus alike. */
static void
connect_key (UkeOutcomeGrid *self, GtkWidget *button, UkeCallOutcome outcome, gboolean refuses_all)
{
  GtkEventController *motion = gtk_event_controller_motion_new (),
                     *focus = gtk_event_controller_focus_new ();

  g_object_set_data (G_OBJECT (button), "grid", self);
  g_object_set_data (G_OBJECT (button), "outcome", GINT_TO_POINTER ((int)outcome));
  g_object_set_data (G_OBJECT (button), "refuses-all", GINT_TO_POINTER (refuses_all));
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (look_cb), button);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (look_cb), button);
  g_signal_connect_object (motion, "leave", G_CALLBACK (look_away_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (look_away_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (button, motion);
  gtk_widget_add_controller (button, focus);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
}

static GtkWidget *
new_label (const char *text, const char *first_class, const char *second_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, first_class);
  if (second_class != NULL)
    gtk_widget_add_css_class (label, second_class);
  return label;
}

static GtkWidget *
new_key (UkeOutcomeGrid *self, unsigned index)
{
  UkeCallOutcome outcome = KEYS[index].outcome;
  const char *detail = g_dpgettext2 (NULL, "outcome", KEYS[index].detail);
  g_autofree char *digit = g_strdup_printf ("%d", uke_call_outcome_get_digit (outcome));
  g_autofree char *spoken = g_strdup_printf ("%s %s、%s", digit, word_of (outcome), detail);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (
      uke_code_icon (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome)));
  GtkWidget *key = uke_key_hint_new (digit);

  gtk_widget_add_css_class (icon, KEYS[index].css_class);
  self->top_words[index] = new_label (word_of (outcome), "heading", NULL);
  self->below[index] = below;
  gtk_widget_set_visible (self->top_words[index], FALSE);
  gtk_widget_set_hexpand (key, TRUE);
  gtk_widget_set_halign (key, GTK_ALIGN_END);
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (top), icon);
  gtk_box_append (GTK_BOX (top), self->top_words[index]);
  gtk_box_append (GTK_BOX (top), key);
  gtk_box_append (GTK_BOX (below), new_label (word_of (outcome), "heading", NULL));
  gtk_box_append (GTK_BOX (below), new_label (detail, "uk-caption", "uk-secondary"));
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), below);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "uk-outcome");
  gtk_widget_add_css_class (button, "card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  connect_key (self, button, outcome, FALSE);
  return button;
}

static GtkWidget *
new_rare (UkeOutcomeGrid *self, unsigned index)
{
  UkeCallOutcome outcome = RARE[index].outcome;
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char *word = RARE[index].word != NULL ? _ (RARE[index].word) : word_of (outcome);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (uke_code_icon (
                                     UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome))));
  gtk_box_append (GTK_BOX (box), new_label (word, "body", NULL));
  if (RARE[index].digit >= 0) {
    g_autofree char *digit = g_strdup_printf ("%d", RARE[index].digit);
    GtkWidget *key = uke_key_hint_new (digit);

    gtk_widget_set_hexpand (key, TRUE);
    gtk_widget_set_halign (key, GTK_ALIGN_END);
    gtk_box_append (GTK_BOX (box), key);
  }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  connect_key (self, button, outcome, RARE[index].refuses_all);
  return button;
}

static GtkWidget *
new_more (UkeOutcomeGrid *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (unsigned i = 0; i < N_RARE; i++) {
    if (i > 0 && RARE[i].digit != RARE[i - 1].digit)
      gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
    self->rare[i] = new_rare (self, i);
    gtk_box_append (GTK_BOX (box), self->rare[i]);
  }
  self->more_effect = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->more_effect, TRUE);
  gtk_label_set_xalign (self->more_effect, 0);
  gtk_label_set_width_chars (self->more_effect, 30);
  gtk_label_set_max_width_chars (self->more_effect, 30);
  gtk_label_set_lines (self->more_effect, 3);
  gtk_widget_add_css_class (GTK_WIDGET (self->more_effect), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->more_effect), "uk-more-effect");
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more_effect));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

/* What the outcome that is looked at causes; above the keys, where no toast covers it. */
static GtkWidget *
new_effect (UkeOutcomeGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *icon = gtk_image_new_from_icon_name ("emblem-synchronizing-symbolic"),
            *undo = new_label (_ ("Undo: 10 seconds"), "uk-caption", "uk-secondary");

  self->effect = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_label_set_xalign (self->effect, 0);
  gtk_label_set_wrap (self->effect, TRUE);
  gtk_label_set_lines (self->effect, 2);
  gtk_label_set_ellipsize (self->effect, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->effect), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->effect), "uk-dense");
  gtk_widget_add_css_class (icon, "uk-accent");
  gtk_widget_add_css_class (box, "uk-effect");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->effect));
  gtk_box_append (GTK_BOX (box), undo);
  return box;
}

static void
uke_outcome_grid_class_init (UkeOutcomeGridClass *klass)
{
  signals[LOOKED_AT] = g_signal_new ("looked-at", UKE_TYPE_OUTCOME_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
  signals[CHOSEN] = g_signal_new ("chosen", UKE_TYPE_OUTCOME_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
}

static void
uke_outcome_grid_init (UkeOutcomeGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *grid = gtk_grid_new ();

  gtk_box_append (GTK_BOX (head), new_label (_ ("Outcome"), "heading", NULL));
  gtk_box_append (GTK_BOX (head), new_effect (self));
  self->more = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->more, _ ("9 · 0  Other outcomes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_menu_button_get_label (self->more), -1);
  gtk_menu_button_set_popover (self->more, new_more (self));
  gtk_menu_button_set_direction (self->more, GTK_ARROW_UP);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "uk-slim");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->more));
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  for (unsigned i = 0; i < N_KEYS; i++) {
    self->keys[i] = new_key (self, i);
    gtk_grid_attach (GTK_GRID (grid), self->keys[i], (int)(i % 4), (int)(i / 4), 1, 1);
  }
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), grid);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_outcome_grid_open_more:
 * @self: the grid
 * @digit: 9 or 0
 *
 * Opens the rarer outcomes at the first one of that key; arrows and Enter choose.
 *
 * Thread: main
 */
void
uke_outcome_grid_open_more (UkeOutcomeGrid *self, int digit)
{
  g_return_if_fail (UKE_IS_OUTCOME_GRID (self));

  gtk_menu_button_popup (self->more);
  for (unsigned i = 0; i < N_RARE; i++) {
    if (RARE[i].digit == digit) {
      gtk_widget_grab_focus (self->rare[i]);
      return;
    }
  }
}

/**
 * uke_outcome_grid_preselect:
 * @self: the grid
 * @outcome: one of the eight, or none
 *
 * Marks the key that is likely to be the one; nothing is pressed.
 *
 * Thread: main
 */
void
uke_outcome_grid_preselect (UkeOutcomeGrid *self, UkeCallOutcome outcome)
{
  g_return_if_fail (UKE_IS_OUTCOME_GRID (self));

  for (unsigned i = 0; i < N_KEYS; i++) {
    if (KEYS[i].outcome == outcome)
      gtk_widget_add_css_class (self->keys[i], "uk-likely");
    else
      gtk_widget_remove_css_class (self->keys[i], "uk-likely");
  }
}

/**
 * uke_outcome_grid_set_compact:
 * @self: the grid
 * @is_compact: whether there is little room: one line a key, without its second words
 *
 * Thread: main
 */
void
uke_outcome_grid_set_compact (UkeOutcomeGrid *self, gboolean is_compact)
{
  g_return_if_fail (UKE_IS_OUTCOME_GRID (self));

  for (unsigned i = 0; i < N_KEYS; i++) {
    gtk_widget_set_visible (self->top_words[i], is_compact);
    gtk_widget_set_visible (self->below[i], !is_compact);
  }
}

/**
 * uke_outcome_grid_set_effect:
 * @self: the grid
 * @effect: what the outcome that is looked at causes
 *
 * Thread: main
 */
void
uke_outcome_grid_set_effect (UkeOutcomeGrid *self, const char *effect)
{
  g_return_if_fail (UKE_IS_OUTCOME_GRID (self));

  gtk_label_set_text (self->effect, effect);
  gtk_label_set_text (self->more_effect, effect);
}
