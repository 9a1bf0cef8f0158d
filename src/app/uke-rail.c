/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-rail.h"

#include "app/widgets/uke-glyphs.h"

#include <glib/gi18n.h>

#define BADGE_MAX 99
#define PADDING_PX 6
#define BAR_PX 3
#define BAR_HEIGHT_PX 28

struct _UkeRail {
  GtkWidget parent_instance;

  GtkListBox *views;      /* (unowned) in the order of the day's frequency */
  GtkListBox *settings;   /* (unowned) at the bottom */
  GtkListBoxRow *current; /* (unowned) (nullable): the view in front */
  GPtrArray *rows;        /* (owned) GtkListBoxRow, in the order in which they were added */
};

G_DEFINE_FINAL_TYPE (UkeRail, uke_rail, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
} UkeRailSignal;

static guint signals[N_SIGNALS];

static const char *
name_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "uke-name");
}

static GtkListBoxRow *
find_row (UkeRail *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++) {
    GtkListBoxRow *row = g_ptr_array_index (self->rows, i);
    if (g_strcmp0 (name_of (row), name) == 0)
      return row;
  }
  return NULL;
}

/* The view in front is marked here and not by the lists: theirs would follow the focus. */
static void
mark_row (GtkListBoxRow *row, gboolean is_current)
{
  if (is_current)
    gtk_widget_set_state_flags (GTK_WIDGET (row), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (row), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, is_current, -1);
}

static void
select_row (UkeRail *self, GtkListBoxRow *row)
{
  if (self->current != NULL)
    mark_row (self->current, FALSE);
  self->current = row;
  mark_row (row, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, UkeRail *self)
{
  select_row (self, row);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, name_of (row));
}

static GtkListBox *
add_list (UkeRail *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Views"),
                                  -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_widget_set_parent (list, GTK_WIDGET (self));

  return GTK_LIST_BOX (list);
}

static GtkWidget *
make_mark (void)
{
  GtkWidget *mark = gtk_label_new (C_ ("one character standing for the product", "受"));

  gtk_widget_add_css_class (mark, "uk-mark");
  gtk_widget_set_halign (mark, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (mark, _ ("Uketsuke"));
  return mark;
}

static void
uke_rail_dispose (GObject *object)
{
  UkeRail *self = UKE_RAIL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->views = self->settings = NULL;
  self->current = NULL;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_rail_parent_class)->dispose (object);
}

/* The bar of the current entry stands at the window's edge, outside the entry itself. */
static void
uke_rail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeRail *self = UKE_RAIL (widget);
  GdkRGBA accent = uke_colour (widget, "accent_bg_color");
  graphene_rect_t row;
  GskRoundedRect bar;

  GTK_WIDGET_CLASS (uke_rail_parent_class)->snapshot (widget, snapshot);
  if (self->current == NULL
      || !gtk_widget_compute_bounds (GTK_WIDGET (self->current), widget, &row))
    return;
  gsk_rounded_rect_init_from_rect (
      &bar,
      &GRAPHENE_RECT_INIT (-PADDING_PX - BAR_PX,
                           row.origin.y + (row.size.height - BAR_HEIGHT_PX) / 2, 2 * BAR_PX,
                           BAR_HEIGHT_PX),
      BAR_PX);
  gtk_snapshot_push_clip (
      snapshot, &GRAPHENE_RECT_INIT (-PADDING_PX, bar.bounds.origin.y, BAR_PX, BAR_HEIGHT_PX));
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, &accent, &bar.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
uke_rail_class_init (UkeRailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_rail_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", UKE_TYPE_RAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  widget_class->snapshot = uke_rail_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "rail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NAVIGATION);
}

static void
uke_rail_init (UkeRail *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-rail");
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);

  gtk_widget_set_parent (make_mark (), GTK_WIDGET (self));
  self->views = add_list (self);
  gtk_widget_set_vexpand (GTK_WIDGET (self->views), TRUE);
  self->settings = add_list (self);
}

/**
 * Makes an empty rail.
 *
 * Returns: (transfer floating): the rail.
 * Thread: main
 */
GtkWidget *
uke_rail_new (void)
{
  return g_object_new (UKE_TYPE_RAIL, NULL);
}

static GtkWidget *
make_entry (const char *title, const char *icon, GtkWidget **out_badge)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 20);
  gtk_widget_add_css_class (label, "uk-rail-title");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);

  gtk_widget_add_css_class (badge, "uk-badge");
  gtk_widget_set_halign (badge, GTK_ALIGN_END);
  gtk_widget_set_valign (badge, GTK_ALIGN_START);
  gtk_widget_set_margin_end (badge, 3);
  gtk_widget_set_margin_top (badge, 2);
  gtk_widget_set_visible (badge, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), badge);
  *out_badge = badge;
  return overlay;
}

/**
 * Adds an entry.
 * @self: the rail
 * @name: the view's name, passed to `chosen`
 * @title: the translated word under the icon
 * @icon: icon name
 * @at_bottom: for the settings
 *
 * Thread: main
 */
void
uke_rail_add (UkeRail *self,
              const char *name,
              const char *title,
              const char *icon,
              gboolean at_bottom)
{
  g_return_if_fail (UKE_IS_RAIL (self));

  GtkWidget *badge;
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), make_entry (title, icon, &badge));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "uke-name", g_strdup (name), g_free);
  g_object_set_data_full (G_OBJECT (row), "uke-title", g_strdup (title), g_free);
  g_object_set_data (G_OBJECT (row), "uke-badge", badge);
  g_ptr_array_add (self->rows, row);
  gtk_list_box_append (at_bottom ? self->settings : self->views, row);

  g_autofree char *keys = g_strdup_printf ("Alt+%u", at_bottom ? 0 : self->rows->len);
  gtk_widget_set_tooltip_text (row, keys);
}

/**
 * Shows an entry as the current one, without emitting `chosen`.
 * @self: the rail
 * @name: the view's name
 *
 * Thread: main
 */
void
uke_rail_select (UkeRail *self, const char *name)
{
  g_return_if_fail (UKE_IS_RAIL (self));

  GtkListBoxRow *row = find_row (self, name);
  if (row != NULL)
    select_row (self, row);
}

/**
 * The name of the current entry.
 * @self: the rail
 *
 * Returns: (transfer none) (nullable): its name.
 * Thread: main
 */
const char *
uke_rail_get_selected (UkeRail *self)
{
  g_return_val_if_fail (UKE_IS_RAIL (self), NULL);

  return self->current != NULL ? name_of (self->current) : NULL;
}

/**
 * The name of the entry that Alt and a digit opens.
 * @self: the rail
 * @nth: 1 for the first view; 0 for the settings
 *
 * Returns: (transfer none) (nullable): its name.
 * Thread: main
 */
const char *
uke_rail_get_nth (UkeRail *self, unsigned nth)
{
  g_return_val_if_fail (UKE_IS_RAIL (self), NULL);

  GtkListBoxRow *row = gtk_list_box_get_row_at_index (nth == 0 ? self->settings : self->views,
                                                      nth == 0 ? 0 : (int)nth - 1);
  return row != NULL ? name_of (row) : NULL;
}

/**
 * Shows how much waits behind an entry.
 * @self: the rail
 * @name: the view's name
 * @count: 0 hides the badge; more than 99 shows as 99+
 *
 * Thread: main
 */
void
uke_rail_set_badge (UkeRail *self, const char *name, unsigned count)
{
  g_return_if_fail (UKE_IS_RAIL (self));

  GtkListBoxRow *row = find_row (self, name);
  if (row == NULL)
    return;

  const char *title = g_object_get_data (G_OBJECT (row), "uke-title");
  GtkLabel *badge = g_object_get_data (G_OBJECT (row), "uke-badge");
  g_autofree char *text = count > BADGE_MAX ? g_strdup ("99+") : g_strdup_printf ("%u", count);
  g_autofree char *label
      = count == 0 ? g_strdup (title) : g_strdup_printf (_ ("%s, %s waiting"), title, text);

  gtk_label_set_text (badge, text);
  gtk_widget_set_visible (GTK_WIDGET (badge), count > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
