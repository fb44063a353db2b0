//! The one table of the default theme's files.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Each file's path within the theme, and its text.
        pub(super) static FILES: &[(&str, &str)] = &[
            $(($path, include_str!(concat!("../../themes/default/", $path))),)*
        ];
    };
}

files![
    "assets/arrive.js",
    "assets/article.css",
    "assets/base.css",
    "assets/box.js",
    "assets/code.css",
    "assets/commands.css",
    "assets/compare.js",
    "assets/copy.js",
    "assets/entities.css",
    "assets/fill.js",
    "assets/filter.js",
    "assets/here.js",
    "assets/keys.js",
    "assets/lists.css",
    "assets/print.css",
    "assets/quote.js",
    "assets/recent.js",
    "assets/save.js",
    "assets/scrub.js",
    "assets/search.css",
    "assets/search.js",
    "assets/steps.js",
    "assets/tabs.js",
    "assets/tips.js",
    "assets/tokens.css",
    "assets/tracks.js",
    "assets/ways.css",
    "strings/de.yaml",
    "strings/en.yaml",
    "templates/404.html",
    "templates/article.html",
    "templates/base.html",
    "templates/components.html",
    "templates/contents.html",
    "templates/entities.html",
    "templates/entity.html",
    "templates/head.html",
    "templates/home.html",
    "templates/how-to.html",
    "templates/keys.html",
    "templates/landing.html",
    "templates/product.html",
    "templates/products.html",
    "templates/redirect.html",
    "templates/reference.html",
    "templates/search.html",
    "templates/section.html",
];
