/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-outcome-grid.h"

#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

struct _UkeOutcomeGrid {
  AdwBin parent_instance;

  GtkMenuButton *more;
};

G_DEFINE_FINAL_TYPE (UkeOutcomeGrid, uke_outcome_grid, ADW_TYPE_BIN)

enum { LOOKED_AT, CHOSEN, N_SIGNALS };
static unsigned signals[N_SIGNALS];

/* What stands under the word of each key. */
static const struct {
  UkeCallOutcome outcome;
  const char *detail;
  const char *css_class;
} keys[] = {
  { UKE_CALL_OUTCOME_BOOKED, NC_ ("outcome", "choose a slot"), "uk-ok" },
  { UKE_CALL_OUTCOME_TALKED, NC_ ("outcome", "done"), "uk-ok" },
  { UKE_CALL_OUTCOME_CALL_BACK, NC_ ("outcome", "they will ring"), "uk-accent" },
  { UKE_CALL_OUTCOME_NO_ANSWER, NC_ ("outcome", "sets the next try"), "uk-err" },
  { UKE_CALL_OUTCOME_WRONG_NUMBER, NC_ ("outcome", "check the contact"), "uk-warn" },
  { UKE_CALL_OUTCOME_DECLINED, NC_ ("outcome", "stops the notices"), "uk-err" },
  { UKE_CALL_OUTCOME_HANDED_TO_DOCTOR, NC_ ("outcome", "tells them at once"), "uk-purple" },
  { UKE_CALL_OUTCOME_MESSAGE_WITH_FAMILY, NC_ ("outcome", "calls again"), "uk-secondary" },
};

static const UkeCallOutcome rare[] = {
  UKE_CALL_OUTCOME_LATER,        UKE_CALL_OUTCOME_AGREED_TO_VISIT, UKE_CALL_OUTCOME_VOICEMAIL,
  UKE_CALL_OUTCOME_MOVED,        UKE_CALL_OUTCOME_DECEASED,        UKE_CALL_OUTCOME_OTHER_END,
  UKE_CALL_OUTCOME_STOP_CONTACT,
};

static const char *
word_of (UkeCallOutcome outcome)
{
  return uke_code_word (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome));
}

static void
look_cb (GtkWidget *button)
{
  GtkWidget *grid = gtk_widget_get_ancestor (button, UKE_TYPE_OUTCOME_GRID);

  if (grid != NULL)
    g_signal_emit (grid, signals[LOOKED_AT], 0,
                   GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "outcome")));
}

static void
clicked_cb (GtkWidget *button)
{
  GtkWidget *grid = gtk_widget_get_ancestor (button, UKE_TYPE_OUTCOME_GRID);

  g_signal_emit (grid, signals[CHOSEN], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "outcome")));
}

static GtkWidget *
new_key (unsigned index)
{
  UkeCallOutcome outcome = keys[index].outcome;
  const char *detail = g_dpgettext2 (NULL, "outcome", keys[index].detail);
  g_autofree char *digit = g_strdup_printf ("%d", uke_call_outcome_get_digit (outcome));
  g_autofree char *spoken = g_strdup_printf ("%s %s、%s", digit, word_of (outcome), detail);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (
      uke_code_icon (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome)));
  GtkWidget *word = gtk_label_new (word_of (outcome)), *below = gtk_label_new (detail),
            *key = uke_key_hint_new (digit);
  GtkEventController *motion = gtk_event_controller_motion_new (),
                     *focus = gtk_event_controller_focus_new ();

  gtk_widget_add_css_class (icon, keys[index].css_class);
  gtk_widget_set_halign (icon, GTK_ALIGN_START);
  gtk_widget_set_hexpand (icon, TRUE);
  gtk_label_set_xalign (GTK_LABEL (word), 0);
  gtk_label_set_ellipsize (GTK_LABEL (word), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (word, "heading");
  gtk_label_set_xalign (GTK_LABEL (below), 0);
  gtk_label_set_ellipsize (GTK_LABEL (below), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (below, "uk-caption");
  gtk_widget_add_css_class (below, "uk-secondary");
  gtk_box_append (GTK_BOX (top), icon);
  gtk_box_append (GTK_BOX (top), key);
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), word);
  gtk_box_append (GTK_BOX (box), below);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "uk-outcome");
  gtk_widget_add_css_class (button, "card");
  g_object_set_data (G_OBJECT (button), "outcome", GINT_TO_POINTER ((int)outcome));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (look_cb), button);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (look_cb), button);
  gtk_widget_add_controller (button, motion);
  gtk_widget_add_controller (button, focus);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  return button;
}

/* "outcome.choose" (int) */
static void
choose_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  g_signal_emit (widget, signals[CHOSEN], 0, g_variant_get_int32 (target));
}

static GMenuModel *
new_more_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (rare); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (word_of (rare[i]), NULL);

    g_menu_item_set_action_and_target (item, "outcome.choose", "i", (int)rare[i]);
    g_menu_append_item (menu, item);
  }
  return G_MENU_MODEL (menu);
}

static void
uke_outcome_grid_class_init (UkeOutcomeGridClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "outcome.choose", "i", choose_cb);
  signals[LOOKED_AT] = g_signal_new ("looked-at", UKE_TYPE_OUTCOME_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CHOSEN] = g_signal_new ("chosen", UKE_TYPE_OUTCOME_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
uke_outcome_grid_init (UkeOutcomeGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *grid = gtk_grid_new ();
  g_autoptr (GMenuModel) menu = new_more_menu ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_grid_attach (GTK_GRID (grid), new_key (i), (int)(i % 4), (int)(i / 4), 1, 1);
  self->more = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->more, _ ("9 · 0  Other outcomes"));
  gtk_menu_button_set_menu_model (self->more, menu);
  gtk_widget_set_halign (GTK_WIDGET (self->more), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "flat");
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_outcome_grid_open_more:
 * @self: the grid
 *
 * Opens the menu of the rarer outcomes.
 *
 * Thread: main
 */
void
uke_outcome_grid_open_more (UkeOutcomeGrid *self)
{
  g_return_if_fail (UKE_IS_OUTCOME_GRID (self));

  gtk_menu_button_popup (self->more);
}
