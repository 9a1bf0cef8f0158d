/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicate-row.h"

#include "app/duplicates/uke-duplicate-words.h"
#include "app/widgets/uke-chip.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

struct _UkeDuplicateRow {
  AdwBin parent_instance;

  GtkLabel *score;
  GtkLabel *name;
  GtkLabel *reasons;
  GtkWidget *later;
};

G_DEFINE_FINAL_TYPE (UkeDuplicateRow, uke_duplicate_row, ADW_TYPE_BIN)

/* From here on two records are probably one, below it is worth a look. */
enum { PROBABLE = 70, CERTAIN = 90 };

static GtkWidget *
new_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_score (UkeDuplicateRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *percent = gtk_label_new ("%");

  self->score = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->score), "uk-alike");
  gtk_widget_add_css_class (percent, "uk-caption");
  gtk_widget_add_css_class (percent, "uk-secondary");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->score));
  gtk_box_append (GTK_BOX (box), percent);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (box, 38, -1);
  return box;
}

static void
uke_duplicate_row_class_init (UkeDuplicateRowClass *klass)
{
}

static void
uke_duplicate_row_init (UkeDuplicateRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  self->name = GTK_LABEL (new_label ("heading", 0));
  self->reasons = GTK_LABEL (new_label ("uk-dense", 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->reasons), "uk-secondary");
  self->later = uke_chip_new ("alarm-symbolic", _ ("Later"), NULL);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->reasons));
  gtk_box_append (GTK_BOX (box), new_score (self));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), self->later);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_widget_add_css_class (box, "uk-duplicate-row");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_duplicate_row_new:
 *
 * Returns: (transfer floating): an empty row
 * Thread: main
 */
GtkWidget *
uke_duplicate_row_new (void)
{
  return g_object_new (UKE_TYPE_DUPLICATE_ROW, NULL);
}

/**
 * uke_duplicate_row_show:
 * @self: a row
 * @pair: what it shows from now on
 *
 * Thread: main
 */
void
uke_duplicate_row_show (UkeDuplicateRow *self, const UkeDuplicatePair *pair)
{
  g_autofree char *name = uke_duplicate_words_name (pair),
                  *reasons = uke_duplicate_words_reasons (pair->reasons),
                  *score = g_strdup_printf ("%d", pair->score),
                  *spoken = g_strdup_printf (_ ("%s, %d percent, %s"), name, pair->score, reasons);
  GtkWidget *widget = GTK_WIDGET (self->score);

  g_return_if_fail (UKE_IS_DUPLICATE_ROW (self));

  gtk_label_set_text (self->score, score);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->reasons, reasons);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reasons), reasons);
  gtk_widget_set_visible (self->later, g_str_equal (pair->decision, UKE_DUPLICATE_LATER));
  gtk_widget_remove_css_class (widget, "certain");
  gtk_widget_remove_css_class (widget, "probable");
  if (pair->score >= PROBABLE)
    gtk_widget_add_css_class (widget, pair->score >= CERTAIN ? "certain" : "probable");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * uke_duplicate_row_setup_cb:
 * @factory: of a list of pairs
 * @item: gets a row
 *
 * Thread: main
 */
void
uke_duplicate_row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, uke_duplicate_row_new ());
}

/**
 * uke_duplicate_row_bind_cb:
 * @factory: of a list of pairs
 * @item: whose row shows its pair
 *
 * Thread: main
 */
void
uke_duplicate_row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  uke_duplicate_row_show (UKE_DUPLICATE_ROW (gtk_list_item_get_child (item)),
                          gtk_list_item_get_item (item));
}

/* A decision with its key, as the picture has them. */
static void
set_decision_button (GtkWidget *button, const char *icon, const char *word, const char *key)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word));
  gtk_box_append (GTK_BOX (box), uke_key_hint_new (key));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word,
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, key, -1);
}

/**
 * uke_duplicate_row_set_buttons:
 * @same, @different, @later: buttons that decide
 *
 * Gives the three decisions their icons, words and keys.
 *
 * Thread: main
 */
void
uke_duplicate_row_set_buttons (GtkWidget *same, GtkWidget *different, GtkWidget *later)
{
  set_decision_button (same, "object-select-symbolic", _ ("Merge as the same person"), "1");
  set_decision_button (different, "system-users-symbolic", _ ("Different people"), "2");
  set_decision_button (later, "alarm-symbolic", _ ("Later"), "3");
}

/**
 * uke_duplicate_row_add_keys:
 * @widget_class: a class with the actions "duplicates.same", ".different", ".later" and ".show"
 * @n_tabs: how many lists ".show" knows
 *
 * Binds the keys of the decisions and lists.
 *
 * Thread: main
 */
void
uke_duplicate_row_add_keys (GtkWidgetClass *widget_class, unsigned n_tabs)
{
  static const struct {
    unsigned digit;
    unsigned pad;
    const char *action;
  } KEYS[] = {
    { GDK_KEY_1, GDK_KEY_KP_1, "duplicates.same" },
    { GDK_KEY_2, GDK_KEY_KP_2, "duplicates.different" },
    { GDK_KEY_3, GDK_KEY_KP_3, "duplicates.later" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    gtk_widget_class_add_binding_action (widget_class, KEYS[i].digit, 0, KEYS[i].action, NULL);
    gtk_widget_class_add_binding_action (widget_class, KEYS[i].pad, 0, KEYS[i].action, NULL);
  }
  for (unsigned tab = 0; tab < n_tabs; tab++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + tab, GDK_CONTROL_MASK,
                                         "duplicates.show", "u", tab);
}
