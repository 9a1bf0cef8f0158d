/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-tag-box.h"

#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-wrap-layout.h"

#include <glib/gi18n.h>

enum { CHIP_SPACING = 6, MAX_CHARS = 40 };

struct _UkeTagBox {
  AdwBin parent_instance;

  GtkWidget *chips;
  GtkEditable *entry;
};

G_DEFINE_FINAL_TYPE (UkeTagBox, uke_tag_box, ADW_TYPE_BIN)

enum { ADD, REMOVE, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static const char *
get_tag (GtkWidget *chip)
{
  return g_object_get_data (G_OBJECT (chip), "tag");
}

static gboolean
has_tag (UkeTagBox *self, const char *tag)
{
  for (GtkWidget *chip = gtk_widget_get_first_child (self->chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    if (g_str_equal (get_tag (chip), tag))
      return TRUE;
  return FALSE;
}

static void
add_cb (UkeTagBox *self)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  gtk_editable_set_text (self->entry, "");
  if (tag[0] != '\0' && !has_tag (self, tag))
    g_signal_emit (self, signals[ADD], 0, tag);
}

static void
clicked_cb (UkeTagBox *self, GtkWidget *chip)
{
  g_autofree char *tag = g_strdup (get_tag (chip));

  g_signal_emit (self, signals[REMOVE], 0, tag);
}

static GtkWidget *
new_chip (UkeTagBox *self, const char *tag)
{
  GtkWidget *button = gtk_button_new (), *chip = uke_chip_new (NULL, tag, NULL),
            *cross = gtk_image_new_from_icon_name ("window-close-symbolic");
  g_autofree char *tooltip = g_strdup_printf (_ ("Remove the tag %s"), tag);

  gtk_image_set_pixel_size (GTK_IMAGE (cross), 10);
  gtk_widget_add_css_class (cross, "uk-secondary");
  gtk_box_append (GTK_BOX (chip), cross);
  gtk_button_set_child (GTK_BUTTON (button), chip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "uk-chip-button");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
uke_tag_box_class_init (UkeTagBoxClass *klass)
{
  signals[ADD] = g_signal_new ("add", UKE_TYPE_TAG_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVE] = g_signal_new ("remove", UKE_TYPE_TAG_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
uke_tag_box_init (UkeTagBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, CHIP_SPACING), *entry = gtk_entry_new ();

  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->entry = GTK_EDITABLE (entry);
  gtk_widget_set_layout_manager (self->chips, uke_wrap_layout_new (CHIP_SPACING));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Add a tag"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_CHARS);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY,
                                     "list-add-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY, _ ("Add a tag"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a tag"), -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "icon-press", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->chips);
  gtk_box_append (GTK_BOX (box), entry);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_tag_box_set_tags:
 * @self: the box
 * @tags: (element-type utf8): the tags, in their order
 *
 * Thread: main
 */
void
uke_tag_box_set_tags (UkeTagBox *self, GPtrArray *tags)
{
  GtkWidget *chip;

  g_return_if_fail (UKE_IS_TAG_BOX (self));

  while ((chip = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), chip);
  for (unsigned i = 0; i < tags->len; i++)
    gtk_box_append (GTK_BOX (self->chips), new_chip (self, tags->pdata[i]));
  gtk_widget_set_visible (self->chips, tags->len > 0);
}
