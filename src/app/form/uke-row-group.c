/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-row-group.h"

#include <glib/gi18n.h>

struct _UkeRowGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkWidget *add_button;
  char *add_label; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeRowGroup, uke_row_group, ADW_TYPE_PREFERENCES_GROUP)

typedef enum { PROP_ADD_LABEL = 1, N_PROPS } UkeRowGroupProperty;
static GParamSpec *properties[N_PROPS];

enum { ADD, REMOVED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
show_number_of_rows (UkeRowGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->list),
                          gtk_list_box_get_row_at_index (self->list, 0) != NULL);
}

/* A row that moves keeps what was typed and where the cursor was. */
static void
move_row (UkeRowGroup *self, GtkListBoxRow *row, int to)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GtkWidget) moved = g_object_ref (GTK_WIDGET (row));
  g_autoptr (GtkWidget) focus = NULL;

  if (to < 0 || gtk_list_box_get_row_at_index (self->list, to) == NULL
      || gtk_list_box_row_get_index (row) == to)
    return;
  if (root != NULL)
    g_set_object (&focus, gtk_root_get_focus (root));
  gtk_list_box_remove (self->list, moved);
  gtk_list_box_insert (self->list, moved, to);
  if (focus != NULL && gtk_widget_is_ancestor (focus, moved))
    gtk_widget_grab_focus (focus);
}

static UkeRowGroup *
group_of (GtkListBoxRow *row)
{
  return UKE_ROW_GROUP (gtk_widget_get_ancestor (GTK_WIDGET (row), UKE_TYPE_ROW_GROUP));
}

static void
up_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  move_row (group_of (row), row, gtk_list_box_row_get_index (row) - 1);
}

static void
down_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  move_row (group_of (row), row, gtk_list_box_row_get_index (row) + 1);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  UkeRowGroup *self = group_of (row);
  g_autoptr (GtkWidget) kept = g_object_ref (GTK_WIDGET (row));

  g_signal_emit (self, signals[REMOVED], 0, kept);
  gtk_list_box_remove (self->list, kept);
  show_number_of_rows (self);
  gtk_widget_grab_focus (self->add_button);
}

static void
add_actions (GtkWidget *row)
{
  static const GActionEntry entries[] = {
    { .name = "up", .activate = up_cb },
    { .name = "down", .activate = down_cb },
    { .name = "remove", .activate = remove_cb },
  };
  static const struct {
    unsigned key;
    const char *action;
  } keys[] = { { GDK_KEY_Up, "row.up" }, { GDK_KEY_Down, "row.down" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkEventController *controller = gtk_shortcut_controller_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), row);
  gtk_widget_insert_action_group (row, "row", G_ACTION_GROUP (actions));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_ALT_MASK),
                          gtk_named_action_new (keys[i].action)));
  gtk_widget_add_controller (row, controller);
}

static GtkWidget *
new_menu_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new (), order = g_menu_new (), end = g_menu_new ();

  g_menu_append (order, _ ("Move up (Alt+↑)"), "row.up");
  g_menu_append (order, _ ("Move down (Alt+↓)"), "row.down");
  g_menu_append (end, _ ("Take away"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Order, take away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Order, take away"), -1);
  return button;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (GTK_TYPE_LIST_BOX_ROW, row);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, UkeRowGroup *self)
{
  GtkListBoxRow *row = g_value_get_object (value),
                *onto = gtk_list_box_get_row_at_y (self->list, (int)y);

  if (onto == NULL || gtk_widget_get_parent (GTK_WIDGET (row)) != GTK_WIDGET (self->list))
    return FALSE;
  move_row (self, row, gtk_list_box_row_get_index (onto));
  return TRUE;
}

static GtkWidget *
new_handle (GtkWidget *row)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), row, 0);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_set_cursor_from_name (handle, "grab");
  gtk_widget_add_css_class (handle, "uk-secondary");
  return handle;
}

static void
add_clicked_cb (UkeRowGroup *self)
{
  g_signal_emit (self, signals[ADD], 0);
}

static void
uke_row_group_constructed (GObject *object)
{
  UkeRowGroup *self = UKE_ROW_GROUP (object);

  G_OBJECT_CLASS (uke_row_group_parent_class)->constructed (object);
  gtk_widget_set_tooltip_text (self->add_button, self->add_label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->add_label, -1);
}

static void
uke_row_group_set_property (GObject *object,
                            unsigned property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  UkeRowGroup *self = UKE_ROW_GROUP (object);

  switch ((UkeRowGroupProperty)property_id) {
  case PROP_ADD_LABEL:
    g_free (self->add_label);
    self->add_label = g_value_dup_string (value);
    break;
  case N_PROPS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
uke_row_group_finalize (GObject *object)
{
  g_free (UKE_ROW_GROUP (object)->add_label);
  G_OBJECT_CLASS (uke_row_group_parent_class)->finalize (object);
}

static void
uke_row_group_class_init (UkeRowGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = uke_row_group_constructed;
  object_class->set_property = uke_row_group_set_property;
  object_class->finalize = uke_row_group_finalize;
  properties[PROP_ADD_LABEL]
      = g_param_spec_string ("add-label", NULL, NULL, NULL,
                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ADD] = g_signal_new ("add", UKE_TYPE_ROW_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", UKE_TYPE_ROW_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
uke_row_group_init (UkeRowGroup *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GTK_TYPE_LIST_BOX_ROW, GDK_ACTION_MOVE);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (target));
  self->add_button = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add_button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->list));
}

/**
 * uke_row_group_append:
 * @self: the group
 * @row: (transfer floating): an AdwExpanderRow or AdwEntryRow
 *
 * Thread: main
 */
void
uke_row_group_append (UkeRowGroup *self, GtkWidget *row)
{
  GtkWidget *handle = new_handle (row), *menu = new_menu_button ();

  g_return_if_fail (UKE_IS_ROW_GROUP (self));

  add_actions (row);
  if (ADW_IS_EXPANDER_ROW (row)) {
    adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), handle);
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), menu);
  } else {
    adw_entry_row_add_prefix (ADW_ENTRY_ROW (row), handle);
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), menu);
  }
  gtk_list_box_append (self->list, row);
  show_number_of_rows (self);
}

/**
 * uke_row_group_dup_rows:
 * @self: the group
 *
 * Returns: (transfer container) (element-type GtkWidget): the rows in their order
 * Thread: main
 */
GPtrArray *
uke_row_group_dup_rows (UkeRowGroup *self)
{
  GPtrArray *rows = g_ptr_array_new ();
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    g_ptr_array_add (rows, row);
  return rows;
}
