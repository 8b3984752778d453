"""x"""
import sys
from pathlib import Path
from proof.build import Sources, build
from proof.design import read_design
if __name__ == "__main__":
    d=read_design(Path(sys.argv[1]))
    build(d, Sources(["/tmp/data/wikispeedia/plaintext_articles"],["/tmp/data/wikispeedia/wikispeedia_paths-and-graph/links.tsv"],"/tmp/data/evaluation/coqa/coqa.jsonl"), Path(sys.argv[2]),1,print)
