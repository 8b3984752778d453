"""Links the documents into a graph, and draws from it the clusters that dialogues are about.

    arrays of the shards ──▶ resolve_links ──▶ edges ──▶ build ──▶ Graph
                                                 ▲
                           lexical_neighbours, centrality

    Graph ──▶ cluster_walk ──▶ documents ──▶ cluster_segments ──▶ Cluster ──▶ segment_vectors ──▶ Vectors

Modules, in the order in which data flows:

    resolve_links         hashes of names to the documents that they name
    lexical_neighbours    sketches of documents to their cosines and nearest neighbours
    centrality            rows of the graph to the factor by which links to a document are weighted
    edges                 links and link tables to weighted rows on disk
    build                 arrays of all shards to ``Graph``
    cluster_walk          an anchor to the documents of its cluster, by a random walk
    partition             all documents to clusters that share none
    cluster_segments      the documents of a cluster to ``Cluster``, all segments in a row
    segment_vectors       the segments of a cluster to TF-IDF vectors, cosines and relevance
"""
