"""Articles: the list, one article with its drafts, and the form that writes or corrects one."""
